// Random numbers by a seed, the same on every machine (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
#pragma once

#include <cstdint>

namespace chancery::opinion {

class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  // Uniform in [0, 1).
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  // Uniform below `bound`, which is at least 1 and at most 2^32 (multiply and shift; the bias is below 2^-32).
  std::uint32_t below(std::uint64_t bound) { return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U); }

 private:
  std::uint64_t state_;
};

}  // namespace chancery::opinion
