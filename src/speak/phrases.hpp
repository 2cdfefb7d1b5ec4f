// Phrases of the lists the check before publication knows, and where they stand in a text. For speak/ alone.
//
// A phrase is words in a row, compared without case and accents. "word*" goes on; "..." stands for up to three words.
// Attached Arabic and Hebrew particles before its first word are looked past. In scripts without spaces a phrase is
// found inside a run of letters.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/name_words.hpp"

namespace chancery::speak {

struct PhraseWord {
  std::string plain;
  bool open = false;  // goes on
  bool gap = false;   // up to three words
};

class Phrase {
 public:
  [[nodiscard]] static Phrase of(std::string_view written);

  // The word behind it when it begins at `at`.
  [[nodiscard]] std::optional<std::size_t> end_at(std::span<const text::NameWord> words, std::size_t at) const;
  [[nodiscard]] const std::vector<PhraseWord>& words() const { return words_; }
  // Its last word goes on: what follows may be part of it.
  [[nodiscard]] bool open() const { return !words_.empty() && words_.back().open; }
  // Written without spaces: to be looked for inside words.
  [[nodiscard]] bool unspaced() const { return unspaced_; }

 private:
  [[nodiscard]] std::optional<std::size_t> rest_at(std::span<const text::NameWord> words, std::size_t at,
                                                   std::size_t part) const;

  std::vector<PhraseWord> words_;
  bool unspaced_ = false;
};

// The word without the particles written to it ("والرئيس" -> "الرئيس", "رئيس"), itself first. Only in Arabic and
// Hebrew.
[[nodiscard]] std::vector<std::string_view> without_particles(std::string_view plain);

// The lines of a list in the program, cut at tabs; lines that begin with '#' and empty ones are left out.
[[nodiscard]] std::vector<std::vector<std::string_view>> read_table(std::string_view bytes);

}  // namespace chancery::speak
