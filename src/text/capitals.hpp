// How a word of the folded text is written in the original, where capitals tell a name from a word.
#pragma once

#include <string_view>

namespace chancery::text {

struct Capitals {
  bool inside = false;          // somewhere with a capital first letter, and not as a sentence's first word
  bool all = false;             // somewhere in capitals throughout, in a text that has small letters
  bool beside_capital = false;  // wherever it stands, a word with a capital stands directly beside it
};

// `words` as they stand in the folded text. Nothing is true in scripts without capitals. Linear in the text.
[[nodiscard]] Capitals capitals_of(std::string_view text, std::string_view words);

}  // namespace chancery::text
