// Ranks with ties, and how far accounts moved between two waves.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace chancery::graph {

// Competition ranking "1224": the largest value has rank 1, equal values share the best. n log n.
[[nodiscard]] std::vector<std::uint32_t> competition_ranks(std::span<const double> values);
[[nodiscard]] std::vector<std::uint32_t> competition_ranks(std::span<const std::uint32_t> values);

// 100 for rank 1, 0 where all others rank before: 100 (n - rank) / (n - 1); 100 where n is 1.
[[nodiscard]] double rank_percentile(std::uint32_t rank, std::uint32_t n);

struct Moved {
  std::uint32_t before = 0;      // rank among the accounts present in both waves
  std::uint32_t now = 0;         //
  double percentile_points = 0;  // change of the rank percentile; positive: upwards
};
// Values of the same accounts in two waves, in the same order: accounts present in one wave alone are not given.
[[nodiscard]] std::vector<Moved> mobility(std::span<const double> before, std::span<const double> now);

}  // namespace chancery::graph
