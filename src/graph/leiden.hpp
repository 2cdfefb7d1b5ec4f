// The steps of the Leiden algorithm on one level (Traag, Waltman and van Eck 2019, algorithms 1 to 3), in whole
// numbers.
//
// All gains are multiples of 1 / (2m)^2: with w the weight between a node and a community, k the node's strength and K
// the community's without it, joining is worth w 2m - k K. Among equal gains a node stays where it is, else takes the
// community with the least number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/split_mix.hpp"
#include "graph/graph.hpp"

namespace chancery::graph {

// A weighted undirected graph. Ties within a node count in its strength alone.
struct Level {
  std::vector<std::uint32_t> offsets;
  std::vector<Node> neighbours;
  std::vector<std::uint32_t> weights;   // of each neighbour; empty: all one
  std::vector<std::uint32_t> strength;  // of each node
  std::uint64_t twice_ties = 0;         // 2m, the sum of strengths

  [[nodiscard]] Node nodes() const { return static_cast<Node>(strength.size()); }
  [[nodiscard]] std::uint32_t weight(std::uint32_t place) const { return weights.empty() ? 1 : weights[place]; }
};

// A community for each node, below the number of nodes.
using Partition = std::vector<std::uint32_t>;

// The finest level: the simple undirected graph, the nodes numbered by their place in `order`.
[[nodiscard]] Level finest_level(const Graph& graph, std::span<const Node> order);

// Moves nodes to the community where modularity gains most until none gains, visiting first in a drawn order, then
// those whose neighbours moved.
void move_nodes(const Level& level, Partition& partition, SplitMix64& random);

// Cuts communities into well connected parts: nodes, visited in a drawn order, join neighbours within their community.
// Numbers parts in the order of their first nodes.
struct Refined {
  Partition part;  // for each node
  Node parts = 0;
};
[[nodiscard]] Refined refine(const Level& level, const Partition& partition, SplitMix64& random);

// The graph whose nodes are the parts, of any finer level and the part of each of its nodes.
[[nodiscard]] Level coarser_level(const Level& finer, const Partition& part, Node parts);

// Renumbers communities in the order of their first nodes; how many there are.
std::uint32_t number_densely(Partition& partition);

}  // namespace chancery::graph
