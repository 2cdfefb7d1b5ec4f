#include "text/function_words.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <span>

#include "text/fold.hpp"

extern "C" const unsigned char chancery_function_words_begin[];
extern "C" const unsigned char chancery_function_words_end[];

namespace chancery::text {
namespace {

// Calls `take` with each piece of the text between these signs.
template <class Take>
void split(std::string_view text, char at, Take take) {
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    if (end > 0) take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// One sign of a script that needs several for a word.
bool is_a_letter(std::string_view word) {
  const auto* bytes = word.data();
  const auto length = static_cast<std::int32_t>(word.size());
  std::int32_t at = 0;
  UChar32 sign = 0;
  U8_NEXT(bytes, at, length, sign);
  if (sign < 0 || at != length) return false;
  const bool stands_for_a_word = u_hasBinaryProperty(sign, UCHAR_IDEOGRAPHIC) != 0;
  return u_isalpha(sign) != 0 && !stands_for_a_word;
}

}  // namespace

FunctionWords::FunctionWords() {
  const std::string_view lists(reinterpret_cast<const char*>(chancery_function_words_begin),
                               static_cast<std::size_t>(chancery_function_words_end - chancery_function_words_begin));
  split(lists, '\n', [&](std::string_view line) {
    if (line.starts_with('#')) return;
    const auto space = line.find(' ');
    auto& words = by_language_[std::string(line.substr(0, space))];
    split(line.substr(space + 1), ' ', [&](std::string_view word) { words.insert(fold(word)); });
  });
}

bool FunctionWords::holds(std::string_view language, std::string_view word) const {
  if (is_a_letter(word)) return true;
  auto list = by_language_.find(std::string(language));
  if (list == by_language_.end()) list = by_language_.find(std::string(language.substr(0, language.find('-'))));
  return list != by_language_.end() && list->second.contains(std::string(word));
}

}  // namespace chancery::text
