// Words as the check for personal names looks at them: see personal_names.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::text {

struct NameWord {
  std::string text;         // as written
  std::string plain;        // folded, Latin without accents, Arabic with plain alif, ya and kaf
  std::size_t begin = 0;    // byte of the text it was cut from
  std::size_t letters = 0;  // characters
  bool capital = false;     // begins with a capital
  bool acronym = false;     // capitals alone
  bool digits = false;      // has one
};

// The words of a text, cut at spaces and punctuation.
[[nodiscard]] std::vector<NameWord> cut_name_words(std::string_view text);
[[nodiscard]] std::string plain_word(std::string_view word);
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view list);

// "JaneDoe" and "jane_doe" with a space between their words.
[[nodiscard]] std::string spaced_tag(std::string_view tag);

// Whether a text begins with Han, kana or Hangul.
[[nodiscard]] bool unspaced(std::string_view text);

// How many words from `at` on are a Chinese, Japanese or Korean surname with a given name; 0 for none.
[[nodiscard]] std::size_t unspaced_name_at(std::span<const NameWord> words, std::size_t at);

}  // namespace chancery::text
