#include "graph/structural_order.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <tuple>

#include "base/split_mix.hpp"

namespace chancery::graph {
namespace {

constexpr Node kLargeOrder = 100'000;
constexpr int kRoundsIfLarge = 3;  // beyond, so little is left to tell apart that further passes are not worth it
constexpr int kMostRounds = 64;

using Colours = std::vector<std::uint64_t>;

std::size_t distinct(Colours colours) {
  std::ranges::sort(colours);
  return colours.size() - std::ranges::unique(colours).size();
}

// Each node's colour, mixed with those of its neighbours in each of the rows, whose order does not matter.
Colours refined(const Colours& colours, std::initializer_list<const Rows*> directions) {
  Colours next(colours);
  for (const Rows* rows : directions) {
    const auto offsets = rows->offsets();
    const auto neighbours = rows->neighbours();
    for (Node node = 0; node < rows->nodes(); ++node) {
      std::uint64_t sum = 0;
      for (std::uint32_t i = offsets[node]; i < offsets[node + 1]; ++i) sum += colours[neighbours[i]];
      next[node] = SplitMix64::mixed(next[node] * 0x9e3779b97f4a7c15U + SplitMix64::mixed(sum));
    }
  }
  return next;
}

std::vector<Node> order_by(std::initializer_list<const Rows*> directions) {
  const Node nodes = (*directions.begin())->nodes();
  Colours colours(nodes, 1);
  std::vector<std::uint32_t> degree(nodes, 0);
  for (const Rows* rows : directions) {
    for (Node node = 0; node < nodes; ++node) {
      degree[node] += rows->degree(node);
      colours[node] = SplitMix64::mixed(colours[node] + rows->degree(node));
    }
  }
  const int rounds = nodes >= kLargeOrder ? kRoundsIfLarge : kMostRounds;
  std::size_t told_apart = 0;
  for (int round = 0; round < rounds; ++round) {
    colours = refined(colours, directions);
    if (nodes >= kLargeOrder) continue;
    const std::size_t now = distinct(colours);
    if (now == told_apart) break;
    told_apart = now;
  }
  std::vector<Node> order(nodes);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, [&](Node a, Node b) {
    return std::tuple(degree[b], colours[a], a) < std::tuple(degree[a], colours[b], b);
  });
  return order;
}

}  // namespace

std::vector<Node> structural_order(const Graph& graph) {
  return order_by({&graph.out(), &graph.in()});
}
std::vector<Node> structural_order(const Rows& undirected) {
  return order_by({&undirected});
}

}  // namespace chancery::graph
