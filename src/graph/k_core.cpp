#include "graph/k_core.hpp"

#include <algorithm>
#include <utility>

namespace chancery::graph {

std::vector<std::uint32_t> core_numbers(const Rows& undirected) {
  const Node nodes = undirected.nodes();
  // What is left of each degree; in the end the core number.
  std::vector<std::uint32_t> left(nodes);
  std::uint32_t most = 0;
  for (Node node = 0; node < nodes; ++node) {
    left[node] = undirected.degree(node);
    most = std::max(most, left[node]);
  }
  // Nodes by what is left, in buckets that lie end to end; a node that loses a neighbour changes places with the first
  // of its bucket, which then begins one further.
  std::vector<std::uint32_t> begins(std::size_t{most} + 2, 0);
  for (const std::uint32_t degree : left) ++begins[degree + 1];
  for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
  std::vector<Node> sorted(nodes);
  std::vector<std::uint32_t> place(nodes);
  {
    auto next = begins;
    for (Node node = 0; node < nodes; ++node) {
      place[node] = next[left[node]]++;
      sorted[place[node]] = node;
    }
  }
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const Node node = sorted[i];
    for (const Node neighbour : undirected.of(node)) {
      const std::uint32_t has = left[neighbour];
      if (has <= left[node]) continue;
      const std::uint32_t first = begins[has]++;
      const Node other = sorted[first];
      std::swap(sorted[place[neighbour]], sorted[first]);
      place[other] = std::exchange(place[neighbour], first);
      --left[neighbour];
    }
  }
  return left;
}

}  // namespace chancery::graph
