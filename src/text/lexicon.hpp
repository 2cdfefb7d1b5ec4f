// Words that tell a tone, with a score each, known by their hashes alone.
//
// Written as text (`src/text/lexicon/<language>.tsv`), built once where a model is trained, and then part of the
// model: from the table no word can be read back, only asked for.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/post_words.hpp"

namespace chancery::text {

// What a lexicon finds in one text. Sums of scores; a negator among the three words before turns a score around and
// halves it, an intensifier right before adds half.
struct LexiconReading {
  float positive = 0;
  float negative = 0;  // as a positive number
  float strongest = 0;
  float last = 0;               // the score of the last word that has one
  float pictures_positive = 0;  // the same of emoji and emoticons alone
  float pictures_negative = 0;
  int hits = 0;
  int negators = 0;
};

class Lexicon {
 public:
  static constexpr std::int8_t kNegator = 64;
  static constexpr std::int8_t kIntensifier = 65;
  static constexpr std::size_t kMostColumns = 32;

  // One column of scores for each language, and one for what needs no language (emoji).
  Lexicon() = default;
  explicit Lexicon(std::vector<std::string> languages);

  // Reads lines `word<TAB>score`, score -5 to 5, "not" for a negator or "very" for an intensifier; "word*" stands for
  // every word that begins so; two words are a phrase; "#" begins a comment. `language` is one of the columns, or ""
  // for what needs none. Fails with Errc::Malformed, naming the line.
  [[nodiscard]] Status add(std::string_view language, std::string_view tsv);
  // Gives `language` the scores of `other` wherever it has none itself: where the one is mixed with the other.
  void inherit(std::string_view language, std::string_view other);

  // The column of a BCP 47 tag, or -1.
  [[nodiscard]] int column(std::string_view language) const;
  // With column -1 a word counts with its mean over the languages that know it.
  [[nodiscard]] LexiconReading read(const PostWords& post, int column) const;
  // Of `column` and of -1, in one pass.
  [[nodiscard]] std::array<LexiconReading, 2> read_both(const PostWords& post, int column) const;

  [[nodiscard]] std::size_t size() const { return used_; }
  [[nodiscard]] const std::vector<std::string>& languages() const { return languages_; }

  // Entries in the order of their hashes: hash (4 bytes), then a score for each column.
  struct Entry {
    std::uint32_t hash = 0;
    std::vector<std::int8_t> scores;
  };
  [[nodiscard]] std::vector<Entry> entries() const;
  // For each length of a "word*" one bit.
  [[nodiscard]] std::uint32_t prefix_lengths() const { return prefix_lengths_; }
  // Fails with Errc::Malformed on a score count that does not fit or a hash of 0.
  [[nodiscard]] static Result<Lexicon> from(std::vector<std::string> languages, std::span<const Entry> entries,
                                            std::uint32_t prefix_lengths);

 private:
  [[nodiscard]] std::size_t columns() const { return languages_.size() + 1; }
  [[nodiscard]] const std::int8_t* find(std::uint64_t hash) const;
  std::int8_t* insert(std::uint32_t hash);
  void grow();
  [[nodiscard]] const std::int8_t* find_word(std::span<const char32_t> word) const;
  [[nodiscard]] const std::int8_t* find_stretched(std::span<const char32_t> word) const;

  std::vector<std::string> languages_;
  std::vector<std::uint32_t> keys_;  // open addressing; 0 is empty
  std::vector<std::int8_t> scores_;  // keys_.size() rows of columns()
  std::size_t used_ = 0;
  std::uint32_t prefix_lengths_ = 0;
};

}  // namespace chancery::text
