#include "trend/shingles.hpp"

#include <algorithm>
#include <bit>

namespace chancery::trend {
namespace {

constexpr std::size_t kLong = 5;
constexpr std::size_t kShort = 3;

bool is_ascii_word(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

// Thai, Lao, Tibetan, Myanmar, Khmer; kana and Han; Hangul; Han beyond the first plane.
bool is_short_worded(char32_t c) {
  return (c >= 0x0E00 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0x20000 && c <= 0x3FFFF);
}

// One code point off the front; a byte that begins none counts as itself.
char32_t next_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || text.size() < length) {
    text.remove_prefix(1);
    return lead;
  }
  char32_t c = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3FU);
  text.remove_prefix(length);
  return c;
}

// The finaliser of MurmurHash3, 64 bits.
std::uint64_t murmur_mix(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccd;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

struct Multipliers {
  Sketch add{};
  Sketch multiply{};
};

constexpr Multipliers make_multipliers() {
  Multipliers result;
  std::uint64_t state = 0x9e3779b97f4a7c15;
  const auto next = [&state] {  // SplitMix64
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
  };
  for (std::size_t i = 0; i < kMinHashes; ++i) {
    result.add[i] = next();
    result.multiply[i] = next() | 1;
  }
  return result;
}

constexpr Multipliers kMultipliers = make_multipliers();

}  // namespace

Shingler::Shingler(std::size_t most_characters)
    : most_(most_characters), table_(std::bit_ceil(std::max<std::size_t>(most_characters, 16) * 2)) {}

void Shingler::read(std::string_view folded) {
  characters_.clear();
  unspaced_ = 0;
  const auto space = [&] {
    if (!characters_.empty() && characters_.back() != ' ') characters_.push_back(' ');
  };
  bool token_begins = true;
  while (!folded.empty() && characters_.size() < most_) {
    if (token_begins && (folded.front() == '@' || folded.starts_with("http"))) {
      folded.remove_prefix(std::min(folded.size(), folded.find_first_of(" \t\r\n")));
      space();
      token_begins = false;
      continue;
    }
    const char32_t c = next_character(folded);
    token_begins = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (c < 0x80 && !is_ascii_word(c)) {
      space();
      continue;
    }
    if (is_short_worded(c)) ++unspaced_;
    characters_.push_back(c);
  }
  if (!characters_.empty() && characters_.back() == ' ') characters_.pop_back();
}

bool Shingler::insert(std::uint32_t hash) {
  const std::size_t mask = table_.size() - 1;
  const std::uint64_t entry = std::uint64_t{round_} << 32 | hash;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    if (table_[at] == entry) return false;
    if (table_[at] >> 32 != round_) {
      table_[at] = entry;
      return true;
    }
  }
}

std::span<const std::uint32_t> Shingler::shingles(std::string_view folded) {
  read(folded);
  distinct_.clear();
  if (++round_ == 0) {
    std::ranges::fill(table_, 0);
    round_ = 1;
  }
  const std::size_t length = 2 * unspaced_ > characters_.size() ? kShort : kLong;
  for (std::size_t i = 0; i + length <= characters_.size(); ++i) {
    std::uint64_t hash = length;
    for (std::size_t k = 0; k < length; ++k) hash = hash * 0x1fffff + characters_[i + k];
    const auto folded_hash = static_cast<std::uint32_t>(murmur_mix(hash) >> 32);
    if (insert(folded_hash)) distinct_.push_back(folded_hash);
  }
  return distinct_;
}

std::size_t Shingler::shared(std::span<const std::uint32_t> others) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t count = 0;
  for (const std::uint32_t hash : others) {
    const std::uint64_t entry = std::uint64_t{round_} << 32 | hash;
    for (std::size_t at = hash & mask; table_[at] >> 32 == round_; at = (at + 1) & mask) {
      if (table_[at] == entry) {
        ++count;
        break;
      }
    }
  }
  return count;
}

Sketch sketch_of(std::span<const std::uint32_t> shingles) {
  Sketch least;
  least.fill(0xffffffff);
  for (const std::uint32_t shingle : shingles) {
    // Every hash orders the shingles anew: adding before multiplying moves the low bits into the high ones.
    for (std::size_t i = 0; i < kMinHashes; ++i) {
      const std::uint32_t hash = (shingle ^ kMultipliers.add[i]) * kMultipliers.multiply[i];
      least[i] = std::min(least[i], hash);
    }
  }
  return least;
}

}  // namespace chancery::trend
