#include "graph/rank.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace chancery::graph {
namespace {

template <class Value>
std::vector<std::uint32_t> ranks(std::span<const Value> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(
      order, [&](std::uint32_t a, std::uint32_t b) { return values[a] != values[b] ? values[a] > values[b] : a < b; });
  std::vector<std::uint32_t> ranks(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool shares = i > 0 && values[order[i]] == values[order[i - 1]];
    ranks[order[i]] = shares ? ranks[order[i - 1]] : static_cast<std::uint32_t>(i + 1);
  }
  return ranks;
}

}  // namespace

std::vector<std::uint32_t> competition_ranks(std::span<const double> values) {
  return ranks(values);
}
std::vector<std::uint32_t> competition_ranks(std::span<const std::uint32_t> values) {
  return ranks(values);
}

double rank_percentile(std::uint32_t rank, std::uint32_t n) {
  return n < 2 ? 100 : 100.0 * static_cast<double>(n - rank) / static_cast<double>(n - 1);
}

std::vector<Moved> mobility(std::span<const double> before, std::span<const double> now) {
  const auto n = static_cast<std::uint32_t>(now.size());
  const auto ranks_before = competition_ranks(before);
  const auto ranks_now = competition_ranks(now);
  std::vector<Moved> moved(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    moved[i] = {ranks_before[i], ranks_now[i], rank_percentile(ranks_now[i], n) - rank_percentile(ranks_before[i], n)};
  }
  return moved;
}

}  // namespace chancery::graph
