// A text as its reader sees it, cut into sentences and their words. For speak/ alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/name_words.hpp"

namespace chancery::speak {

struct Sentence {
  struct Mention {
    std::string name;        // "@press@mfa.example"
    std::size_t before = 0;  // the word it stands before; behind the last one, how many there are
  };
  std::string text;  // addresses and @names taken out, "#FreeJaneDoe" as "Free Jane Doe"
  std::vector<text::NameWord> words;
  std::vector<bool> begins;  // of each word: a clause, behind a comma, a mention or the like
  std::vector<Mention> mentions;

  // What stands from the first to the last of these words.
  [[nodiscard]] std::string_view between(std::size_t first, std::size_t last) const;
};

// Sentences end at line ends and at marks such as . ! ? ؟ 。; a point behind a short word ("Mr.", "J.") ends none.
// Linear.
[[nodiscard]] std::vector<Sentence> sentences_of(std::string_view plain);

}  // namespace chancery::speak
