// The words of /verify, in the six languages of the United Nations. "{}" stands for a number or a time.
#pragma once

#include <array>
#include <string_view>

namespace chancery::pages {

struct VerifyLabels {
  std::string_view language;  // BCP 47
  std::string_view title, lead;
  std::string_view link, text, check;
  std::string_view said, not_said, not_said_since;
  std::string_view nothing_asked, too_long;
  std::string_view published, edited, removed, erased;  // "Published", "Version {}", …
  std::string_view shared, unshared;                    // a post of somebody else
  std::string_view these_words, not_shown;
  std::string_view proved, not_proved;
  std::string_view more;
  std::string_view head;  // "Entries in the log: {}, signed {}": right for every number
  std::string_view evidence;
};

// Those of one of the six languages (pages/labels.hpp); English for any other.
[[nodiscard]] const VerifyLabels& verify_labels(std::string_view language);
[[nodiscard]] const std::array<VerifyLabels, 6>& all_verify_labels();

}  // namespace chancery::pages
