// The one case-folding of the program: what is compared is folded here first, terms and texts alike.
//
// NFKC_Casefold (Unicode 15 section 3.13, ICU): case, width, ligatures, presentation forms and invisible characters
// disappear. Beyond it, the Turkish dotted and dotless i both become i (who types decides by keyboard), and the
// Arabic tatweel, which only stretches a word, is dropped.
#pragma once

#include <string>
#include <string_view>

namespace chancery::text {

// Folds. Invalid UTF-8 is repaired first and never fails. ASCII is folded without ICU.
[[nodiscard]] std::string fold(std::string_view text);

// Folds and keeps only the words: one space before, between and after them, whatever stood there, so that a word is
// found as " word ". Letters, marks, digits and symbols (emoji) stay. Between a script that writes spaces and one
// that does not (Han, kana, Hangul, Thai, Lao, Khmer, Myanmar, emoji) a space is put. Empty when no word remains.
[[nodiscard]] std::string fold_words(std::string_view text);

// The same with memory kept from call to call; for the stream. Thread safety: one thread at a time.
class WordFolder {
 public:
  // The view lives until the next call.
  [[nodiscard]] std::string_view fold_words(std::string_view text);

 private:
  std::string folded_;
  std::string words_;
};

// Whether a term beginning or ending with this character is found inside a run of letters: the character belongs to
// a script written without spaces, or to Hangul, whose particles are attached, or is a symbol.
[[nodiscard]] bool is_unspaced(char32_t character);

}  // namespace chancery::text
