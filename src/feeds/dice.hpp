// Chance that falls the same way every time: for talk of our own making. Private to feeds.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace chancery::feeds {

// One well-mixed number out of two (SplitMix64's finaliser).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a + 0x9e3779b97f4a7c15ULL * (b + 1);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

// Not for secrets. Thread safety: one thread.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next() { return mix(state_, ++thrown_); }
  // From 0 to below one.
  [[nodiscard]] double share() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  [[nodiscard]] bool chance(double of) { return share() < of; }
  // From 0 to below `n`, which is above zero.
  [[nodiscard]] std::size_t below(std::size_t n) { return next() % n; }
  template <class T>
  [[nodiscard]] const T& one_of(std::span<const T> of) {
    return of[below(of.size())];
  }
  // How many of what comes `mean` times (Knuth, The Art of Computer Programming, 3.4.1); for means up to some hundreds.
  [[nodiscard]] std::size_t poisson(double mean) {
    const double end = std::exp(-mean);
    std::size_t n = 0;
    double product = share();
    while (product > end) {
      product *= share();
      ++n;
    }
    return n;
  }

 private:
  std::uint64_t state_;
  std::uint64_t thrown_ = 0;
};

}  // namespace chancery::feeds
