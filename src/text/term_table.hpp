// The table of terms that src/text/tables/make_terms.cpp writes at build time, as the annotator reads it.
//
// A double-array trie (Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", 1989) over
// the bytes of folded terms leads to what each means. Made and read on one machine type; no parser of strangers'
// bytes. Thread safety: immutable views into memory that lives as long as the program.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace chancery::text {

// What a term tells.
enum class Tells : std::uint8_t {
  Topic,     // id: Topic; level: weight, 0 takes the place of shorter terms and tells nothing
  Country,   // id: place in countries(); level: Level
  NoPlace,   // takes the place of a country's name in it
  Sign,      // id: country it is a sign of
  Counter,   // id: country it takes away
  Politics,  // a word of politics, a second sign for any country
};
enum class Level : std::uint8_t { Strong, Cased, Upper, Weak };

struct Meaning {
  Tells tells;
  std::uint8_t level;
  std::uint16_t id;
  std::uint32_t languages;  // place in the table's language sets
  std::uint32_t term;       // place in terms
};

// Bytes no folded text holds, in keys: the end of a whole term, a star inside a term, the end of a `word*`.
inline constexpr unsigned char kEnd = 0;
inline constexpr unsigned char kStar = 1;
inline constexpr unsigned char kPrefixEnd = 2;
// In the trie alone: one key goes on from here, and its rest stands in the tails.
inline constexpr unsigned char kTail = 3;

inline constexpr std::size_t kMostLanguages = 320;
using LanguageSet = std::array<std::uint64_t, kMostLanguages / 64>;
using LanguageCode = std::array<char, 8>;  // padded with zeros, sorted; kUnd and kOther are not in the list
inline constexpr std::uint32_t kUndetermined = 0;
inline constexpr std::uint32_t kOtherLanguage = 1;
inline constexpr std::uint32_t kFirstLanguage = 2;

struct TrieUnit {
  std::int32_t base;   // of an end: place in groups; of a tail: place in tails
  std::int32_t check;  // the parent, or -1
};
struct Range {
  std::uint32_t begin;
  std::uint32_t size;
};

struct Tail {
  Range bytes;  // in the pool; the last is kEnd or kPrefixEnd
  std::uint32_t group;
};

struct TermTableHeader {
  std::uint32_t magic;
  std::uint32_t units, tails, groups, meanings, sets, languages, terms, pool;  // how many of each
  std::uint32_t reserved;  // the sections behind it begin at a multiple of eight
};
static_assert(sizeof(TermTableHeader) % 8 == 0);
inline constexpr std::uint32_t kTermTableMagic = 0x54434832;

class TermTable {
 public:
  explicit TermTable(const unsigned char* bytes);

  [[nodiscard]] std::int32_t child(std::int32_t node, unsigned char byte) const {
    const auto at = static_cast<std::uint32_t>(units_[static_cast<std::size_t>(node)].base) + byte;
    return at < units_.size() && units_[at].check == node ? static_cast<std::int32_t>(at) : -1;
  }
  // The group of an end (kEnd or kPrefixEnd).
  [[nodiscard]] std::uint32_t group(std::int32_t end) const {
    return static_cast<std::uint32_t>(units_[static_cast<std::size_t>(end)].base);
  }
  [[nodiscard]] const Tail& tail(std::int32_t unit) const { return tails_[group(unit)]; }
  [[nodiscard]] std::string_view bytes(const Tail& tail) const {
    return pool_.substr(tail.bytes.begin, tail.bytes.size);
  }
  [[nodiscard]] std::span<const Meaning> meanings(std::uint32_t group) const {
    const Range range = groups_[group];
    return meanings_.subspan(range.begin, range.size);
  }
  [[nodiscard]] bool counts_in(const Meaning& meaning, std::uint32_t language) const {
    return (sets_[meaning.languages][language / 64] >> (language % 64) & 1) != 0;
  }
  [[nodiscard]] std::string_view term(std::uint32_t term) const {
    return pool_.substr(terms_[term].begin, terms_[term].size);
  }
  // The number of a BCP 47 tag: of "hi-Latn" its own, else of the primary language.
  [[nodiscard]] std::uint32_t language(std::string_view tag) const;

 private:
  std::span<const TrieUnit> units_;
  std::span<const Tail> tails_;
  std::span<const Range> groups_;
  std::span<const Meaning> meanings_;
  std::span<const LanguageSet> sets_;
  std::span<const LanguageCode> languages_;
  std::span<const Range> terms_;
  std::string_view pool_;
};

}  // namespace chancery::text
