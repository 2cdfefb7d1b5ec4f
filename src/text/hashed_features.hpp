// The hashed features of a short text: word 1- and 2-grams, and character n-grams inside words, as slots of a table.
//
// A feature is the 64-bit hash of its characters, brought to `bits` bits; two features may share a slot, and no word
// can be read back from one. With a language given, features count once for every language together and once for
// this one ("easy adaptation", Daumé 2007): a model learns what is common and what is a language's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/post_words.hpp"

namespace chancery::text {

// Which features a model reads. Part of its file: two shapes are two different models.
struct FeatureShape {
  enum class Copies : std::uint8_t { None, Words, All };  // what is counted for the language alone, too

  std::uint8_t bits = 20;       // 10 to 22
  std::uint8_t word_grams = 2;  // 1 to 3
  std::uint8_t char_from = 2;   // 1 to char_to
  std::uint8_t char_to = 5;     // up to 8; 0: none
  Copies copies = Copies::None;

  [[nodiscard]] bool valid() const;
  [[nodiscard]] std::size_t slots() const { return std::size_t{1} << bits; }
  friend bool operator==(const FeatureShape&, const FeatureShape&) = default;
};

struct Feature {
  std::uint32_t slot = 0;
  std::uint32_t count = 0;  // in this text, 1 or more
};

// The language's part of the hash; 0 for "" and "und", which have no copies.
[[nodiscard]] std::uint64_t language_seed(std::string_view tag);

// Of characters in a row: what words and lexicon entries are known by. Its value can be had after each character.
class CharacterHash {
 public:
  void add(char32_t character) { chain_ = (chain_ ^ character) * 0x00000100000001B3; }
  [[nodiscard]] std::uint64_t value() const {
    const std::uint64_t folded = (chain_ ^ (chain_ >> 32)) * 0xFF51AFD7ED558CCD;
    return folded ^ (folded >> 29);
  }

 private:
  std::uint64_t chain_ = 0xCBF29CE484222325;
};
[[nodiscard]] std::uint64_t hash_characters(std::span<const char32_t> characters);

// Memory kept from text to text. Thread safety: one thread at a time.
class HashedFeatures {
 public:
  // Each slot once, in the order of first appearance. Until the next call. A text of 4 KiB has some 30,000.
  [[nodiscard]] std::span<const Feature> read(const PostWords& post, const FeatureShape& shape, std::uint64_t language);

 private:
  void add(std::uint64_t hash);
  void count();

  std::vector<std::uint64_t> word_hashes_;
  std::vector<char32_t> wrapped_;
  std::vector<std::uint32_t> slots_;  // of every occurrence
  std::vector<Feature> features_;
  std::vector<std::uint64_t> seen_;  // open addressing: round << 32 | index into features_
  std::uint32_t round_ = 0;
  unsigned shift_ = 0;
};

}  // namespace chancery::text
