#include "measure/bootstrap.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/split_mix.hpp"

namespace chancery::measure {
namespace {

constexpr std::size_t kRounds = 1000;
constexpr std::size_t kLeastRounds = 200;
constexpr std::size_t kDraws = 20'000'000;  // of one interval

}  // namespace

std::optional<statistics::Interval> bootstrap_ratio(std::span<const Pair> pairs, std::uint64_t seed) {
  if (pairs.size() < 2) return std::nullopt;
  const auto rounds = std::clamp(kDraws / pairs.size(), kLeastRounds, kRounds);
  // In the order of their values: under other names the same accounts give the same interval.
  std::vector<Pair> ordered(pairs.begin(), pairs.end());
  std::ranges::sort(ordered, {}, [](const Pair& pair) { return std::pair(pair.numerator, pair.denominator); });
  SplitMix64 draw(seed);
  std::vector<double> ratios;
  for (std::size_t round = 0; round < rounds; ++round) {
    Pair sum;
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      const Pair& drawn = ordered[draw.below(ordered.size())];
      sum.numerator += drawn.numerator;
      sum.denominator += drawn.denominator;
    }
    if (sum.denominator > 0) ratios.push_back(sum.numerator / sum.denominator);
  }
  if (ratios.empty()) return std::nullopt;
  std::ranges::sort(ratios);
  const auto tail = ratios.size() / 40;  // 2.5 %
  return statistics::Interval{ratios[tail], ratios[ratios.size() - 1 - tail]};
}

}  // namespace chancery::measure
