// Cuts a text into its words, in every script, for whoever counts, classifies or searches them.
//
// What is a word is fold.hpp's rule, so that a watch and a search find the same: letters, marks and digits, folded,
// without punctuation. Where a script writes no spaces (Han, kana, Thai, Lao, Khmer, Myanmar) ICU's dictionaries cut
// (UAX #29); a run of Hangul is one word; an emoji or another symbol is a word of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/fold.hpp"

namespace chancery::text {

// Of a longer word only so many bytes stay, cut between characters; so a stored word and a sought one still agree.
inline constexpr std::size_t kMaxWordBytes = 256;

// What an index over search_words() must part at, spaces alone: for FTS5's option `tokenize`. Left to itself it
// would also part at the vowel signs of Devanagari and lose every emoji.
inline constexpr std::string_view kSearchTokenizer = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'";

enum class WordKind : std::uint8_t {
  Word,
  Symbol,   // an emoji, "©"
  Tag,      // "#CyberSecurity": "cybersecurity"; underscores stay
  Name,     // "@Press@mfa.example": "press@mfa.example"
  Address,  // "https://…", "www.…" as far as it goes, ASCII in lower case
};

enum class Addresses : std::uint8_t { Skip, Keep };

// Linear in the text. Thread safety: one thread at a time; make one for each thread and keep it (making one loads
// ICU's rules, about 50 µs).
class Segmenter {
 public:
  explicit Segmenter(Addresses addresses = Addresses::Skip);
  ~Segmenter();
  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;

  // The words of `text` in order; invalid UTF-8 parts words. The views live until the next call.
  [[nodiscard]] std::span<const std::string_view> words(std::string_view text);
  // What each word of the last words() is.
  [[nodiscard]] std::span<const WordKind> kinds() const { return kinds_; }

  // The words with one space between them, to be stored and sought in full-text search, as a phrase. A tag is cut
  // like any text, so that its words find it. A name stays whole behind its '@': no word finds it by chance. Addresses
  // are left out.
  [[nodiscard]] std::string search_words(std::string_view text);

 private:
  class Dictionary;
  struct Piece;

  void begin();
  void add(std::string_view word, WordKind kind);
  void add_text(std::string_view text);
  void add_unspaced(std::string_view run);
  void add_special(const Piece& piece);

  Addresses addresses_;
  std::unique_ptr<Dictionary> dictionary_;
  WordFolder folder_;
  std::string bytes_;  // of all words, one after the other
  std::vector<std::size_t> ends_;
  std::vector<WordKind> kinds_;
  std::vector<std::string_view> words_;
};

}  // namespace chancery::text
