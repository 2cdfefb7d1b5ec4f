// The words of /qa/ID, in the six languages of the United Nations. "{}" stands for a name, a number or a time.
#pragma once

#include <array>
#include <string_view>

namespace chancery::pages {

struct QaLabels {
  std::string_view language;  // BCP 47
  std::string_view kind;      // of page: above the session's title
  std::string_view announced, open, closed, called_off;
  std::string_view when;     // a day, from, to, a zone
  std::string_view until;    // a day and an hour, another day and an hour, a zone
  std::string_view how;      // a hashtag
  std::string_view answers;  // in which languages
  std::string_view asked;    // numbers: asked, answered
  std::string_view transcript, nothing_yet;
  std::string_view not_all;  // what is not shown, and why
  std::string_view announcement, as_data;
};

// Those of one of the six languages (pages/labels.hpp); English for any other.
[[nodiscard]] const QaLabels& qa_labels(std::string_view language);
[[nodiscard]] const std::array<QaLabels, 6>& all_qa_labels();

}  // namespace chancery::pages
