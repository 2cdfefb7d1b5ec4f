// Where the links of a text lead, and what its letters hide. For speak/ alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "speak/cautions.hpp"

namespace chancery::speak {

// A link of a text: where it leads and what it shows.
struct Link {
  std::string address;
  std::string shown;
  [[nodiscard]] std::string host() const;  // lower case, without user and port
};

// Of the HTML text::markdown_to_html writes.
[[nodiscard]] std::vector<Link> links_in(std::string_view html);

// Cautions have no part and language yet. `allowed`: domains, with all below them.
void add_link_cautions(const std::vector<Link>& links, const std::vector<std::string>& allowed,
                       std::string_view own_host, std::vector<Caution>& cautions);
// Of a text as it was written and as it is read: characters that cannot be seen, mixed alphabets, capitals, hashtags.
void add_letter_cautions(std::string_view written, std::string_view read, std::vector<Caution>& cautions);

}  // namespace chancery::speak
