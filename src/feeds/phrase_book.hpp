// What invented people say in one language: phrases by theme, with blanks to fill. Private to feeds.
//
// A book is a table, tab between columns, '#' begins a comment:
//
//   slot    NAME   one|another|…     what may stand for {NAME} in a phrase; of a long list the first eight
//                                    come more often
//   THEME   TONE   text              '+' praise, '-' complaint, '=' question or news
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/dice.hpp"

namespace chancery::feeds {

enum class PhraseTone : std::size_t { Complaint, Plain, Praise };
inline constexpr std::size_t kPhraseTones = 3;

// Views into the bytes it was read from, which must outlive it. Thread safety: immutable.
class PhraseBook {
 public:
  // Ours alone: a line that reads as none of the above is left out (the tests look for such lines).
  explicit PhraseBook(std::string_view table);

  // Empty when the book has none.
  [[nodiscard]] std::span<const std::string_view> phrases(std::string_view theme, PhraseTone tone) const;
  [[nodiscard]] bool has(std::string_view theme, PhraseTone tone) const { return !phrases(theme, tone).empty(); }
  // The phrase with every blank filled, the first letter large; a blank the book does not know stays as it stands.
  [[nodiscard]] std::string fill(std::string_view phrase, Dice& dice) const;
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  using ByTone = std::array<std::vector<std::string_view>, kPhraseTones>;
  void read(std::string_view line);
  void fill(std::string_view phrase, Dice& dice, int depth, std::string& out) const;

  std::map<std::string_view, ByTone, std::less<>> themes_;
  std::map<std::string_view, std::vector<std::string_view>, std::less<>> slots_;
  std::size_t left_out_ = 0;
};

}  // namespace chancery::feeds
