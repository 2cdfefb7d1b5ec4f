#include <unicode/utf8.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "text/language_model.hpp"

namespace chancery::text {
namespace {

constexpr std::uint64_t kPrime = 0x100000001b3ULL;
constexpr std::size_t kMostWordCharacters = 40;  // of a longer word the rest is left out

// The finaliser of MurmurHash3.
constexpr std::uint64_t mix(std::uint64_t h) {
  h ^= h >> 33U;
  h *= 0xff51afd7ed558ccdULL;
  h ^= h >> 33U;
  h *= 0xc4ceb9fe1a85ec53ULL;
  return h ^ (h >> 33U);
}

class Counter {
 public:
  Counter(const NgramShape& shape, std::size_t bytes) : shape_(shape), mask_((std::uint64_t{1} << shape.bits) - 1) {
    seen_.reserve((bytes + 2) * (shape.to + 1U - shape.from) + bytes);
    word_.reserve(kMostWordCharacters);
    wrapped_.reserve(kMostWordCharacters + 2);
  }

  // A character repeated more than twice counts twice: "goooal" is "gooal".
  void character(char32_t c) {
    const std::size_t n = word_.size();
    if (n >= 2 && word_[n - 1] == c && word_[n - 2] == c) return;
    if (n < kMostWordCharacters) word_.push_back(c);
  }

  void end_word() {
    if (word_.empty()) return;
    wrapped_.assign(1, ' ');
    wrapped_.insert(wrapped_.end(), word_.begin(), word_.end());
    wrapped_.push_back(' ');
    for (std::size_t i = 0; i < wrapped_.size(); ++i) {
      std::uint64_t h = 0x9E3779B97F4A7C15ULL;
      for (std::size_t k = 1; k <= shape_.to && i + k <= wrapped_.size(); ++k) {
        h = (h ^ wrapped_[i + k - 1]) * kPrime;
        h ^= h >> 29U;
        if (k >= shape_.from) add(h + k, 1);
      }
    }
    std::uint64_t word = 12345;
    for (const char32_t c : wrapped_) word = (word ^ c) * kPrime;
    word |= 1U;
    if (shape_.word_value > 0) add(word, shape_.word_value);
    if (shape_.pair_value > 0 && before_ != 0) add(before_ * 31 + mix(word), shape_.pair_value);
    before_ = word;
    word_.clear();
  }

  [[nodiscard]] std::vector<NgramValue> values() {
    std::vector<NgramValue> out;
    out.reserve(seen_.size());
    // Open addressing: where in `out` a slot stands, plus 1.
    const std::size_t mask = std::bit_ceil(2 * seen_.size() + 1) - 1;
    std::vector<std::uint32_t> places(mask + 1, 0);
    for (const auto& each : seen_) {
      std::size_t at = each.slot & mask;
      while (places[at] != 0 && out[places[at] - 1].slot != each.slot) at = (at + 1) & mask;
      if (places[at] == 0) {
        out.push_back({each.slot, 0});
        places[at] = static_cast<std::uint32_t>(out.size());
      }
      out[places[at] - 1].value += each.value;
    }
    double squares = 0;
    for (const auto& each : out) squares += static_cast<double>(each.value) * each.value;
    const auto length = static_cast<float>(std::sqrt(std::max(1.0, squares)));
    for (auto& each : out) each.value /= length;
    return out;
  }

 private:
  void add(std::uint64_t hash, std::uint8_t value) {
    seen_.push_back({static_cast<std::uint32_t>(mix(hash) & mask_), static_cast<float>(value)});
  }

  NgramShape shape_;
  std::uint64_t mask_;
  std::vector<char32_t> word_;
  std::vector<char32_t> wrapped_;
  std::uint64_t before_ = 0;
  std::vector<NgramValue> seen_;
};

}  // namespace

bool NgramShape::valid() const {
  return bits >= 8 && bits <= 18 && from >= 1 && from <= to && to <= 6;
}

std::vector<NgramValue> read_ngrams(std::string_view line, const NgramShape& shape) {
  Counter counter{shape, line.size()};
  for (std::size_t at = 0; at < line.size();) {
    std::int32_t c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(line.data()), at, line.size(), c);
    if (c == ' ') {
      counter.end_word();
    } else {
      counter.character(static_cast<char32_t>(std::max(c, 0)));
    }
  }
  counter.end_word();
  return counter.values();
}

Voices voices_for(std::string_view tag, const Evidence& evidence) {
  constexpr float kLeast = 1e-3F;  // what lid.176 leaves out
  const float share = evidence.lid176_share(tag);
  const bool named = evidence.cld2_best == tag;
  const float reliable = evidence.cld2_reliable ? 1.0F : 0.0F;
  return {std::log(std::max(share, kLeast)) / -std::log(kLeast) + 1.0F,
          share,
          named ? 1.0F : 0.0F,
          named ? reliable : 0.0F,
          evidence.cld2_share(tag),
          named && evidence.agree() ? 1.0F : 0.0F,
          named ? reliable * evidence.length : 0.0F,
          share >= 0.9F ? 1.0F : 0.0F};
}

Voices voices_at_gate(const Evidence& evidence) {
  const std::string_view best = evidence.lid176_best();
  const bool other = best != "en" && best != "und";
  const bool south_asian = evidence.cld2_best == "hi" || evidence.cld2_best == "ur" || evidence.cld2_best == "und";
  return {other ? evidence.lid176_share(best) : 0.0F,
          evidence.lid176_share("en"),
          evidence.cld2_best == "en" ? 1.0F : 0.0F,
          evidence.cld2_reliable ? 1.0F : 0.0F,
          other && evidence.agree() ? 1.0F : 0.0F,
          south_asian ? 1.0F : 0.0F,
          evidence.lid176_share("hi") + evidence.lid176_share("ur"),
          0.0F};
}

}  // namespace chancery::text
