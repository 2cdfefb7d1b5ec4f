// A bounded dictionary: in how many posts of late each word stood, by how much it tells, and what it is called.
//
// Counts fade with time; when the dictionary is full, the words seen least and longest ago are forgotten. A number
// given to a word stays its own until it is forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace chancery::trend {

// Words belong to posts in a language; links (addresses, hashtags, topics, countries) to all languages alike.
enum class WordKind : std::uint8_t { Word, Link };

// Weights of posts grow with time instead of old ones being made smaller: the caller's business (see Fading).
// Thread safety: one thread at a time.
class Vocabulary {
 public:
  static constexpr std::size_t kMostBytes = 64;  // of a word; the rest is cut off
  static constexpr std::size_t kLanguages = 256;

  explicit Vocabulary(std::size_t capacity);

  void count_post(std::string_view language, double weight);
  // The word's number; it counts `weight` more, in this language. Nothing while the dictionary is full.
  std::optional<std::uint32_t> count_word(std::string_view word, WordKind kind, std::string_view language,
                                          double weight);
  // How much a word tells in a post of this language: ln(1 + posts in the language / posts with the word).
  // A link is weighed against all posts, and half as much again: it is what joins languages.
  [[nodiscard]] double tells(std::uint32_t word, std::string_view language, double weight_of_one) const;

  [[nodiscard]] bool nearly_full() const { return numbers_.size() + 128 >= capacity_; }
  // Forgets a quarter; false for a number afterwards: forgotten.
  void forget_rarest();
  [[nodiscard]] bool knows(std::uint32_t word) const { return word < words_.size() && words_[word].text != nullptr; }

  [[nodiscard]] const std::string& text(std::uint32_t word) const { return *words_[word].text; }
  [[nodiscard]] WordKind kind(std::uint32_t word) const { return words_[word].kind; }
  [[nodiscard]] double count(std::uint32_t word) const { return words_[word].count; }
  [[nodiscard]] double posts() const { return posts_; }
  // Posts in the language, and those with the word.
  [[nodiscard]] double posts_in(std::string_view language) const;
  [[nodiscard]] double count_in(std::uint32_t word, std::string_view language) const;
  [[nodiscard]] double total() const { return total_; }  // of all words' counts (not links')
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  void scale(double by);

 private:
  struct Word {
    const std::string* text = nullptr;  // the key in numbers_; none: a free number
    double count = 0;
    WordKind kind = WordKind::Word;
    std::vector<std::pair<std::uint16_t, double>> by_language;  // number of the language; mostly one
  };
  struct Language {
    std::uint16_t number = 0;
    double posts = 0;
  };
  std::optional<std::uint32_t> take_number();

  std::size_t capacity_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // links with a mark in front
  std::vector<Word> words_;
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free_;
  std::map<std::string, Language, std::less<>> languages_;
  double posts_ = 0;
  double total_ = 0;
  std::string key_;
};

}  // namespace chancery::trend
