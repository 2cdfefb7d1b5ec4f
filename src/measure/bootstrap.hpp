// How sure a ratio of sums is when what was drawn are accounts: the bootstrap (Efron 1979), by percentiles.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "statistics/intervals.hpp"

namespace chancery::measure {

struct Pair {
  double numerator = 0, denominator = 0;
};

// The 95 % interval of sum(numerator) / sum(denominator), accounts drawn anew with repetition, up to 1,000 times by the
// seed. None of fewer than two.
[[nodiscard]] std::optional<statistics::Interval> bootstrap_ratio(std::span<const Pair> pairs, std::uint64_t seed);

}  // namespace chancery::measure
