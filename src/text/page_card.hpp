// What a web page says about itself to whoever links to it: the Open Graph protocol (ogp.me), Twitter's names for the
// same, and HTML's own title and description.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::text {

struct PageCard {
  std::string title;
  std::string description;
  std::string site;
  std::string image;   // an address as it stands there, perhaps a relative one
  std::string post{};  // of the same as a post or account of a social network (rel=alternate); empty: it is none
  bool operator==(const PageCard&) const = default;
};

inline constexpr std::size_t kMaxCardTitle = 240;        // bytes
inline constexpr std::size_t kMaxCardDescription = 480;  // bytes
inline constexpr std::size_t kMaxCardSite = 120;         // bytes

// Reads the head of a page in UTF-8, at most `kMaxCardPage` bytes of it. Each text is one line of plain text without
// controls, cut at a character with an ellipsis. What is not said is empty. Linear.
inline constexpr std::size_t kMaxCardPage = std::size_t{512} << 10;
[[nodiscard]] PageCard read_page_card(std::string_view html);

}  // namespace chancery::text
