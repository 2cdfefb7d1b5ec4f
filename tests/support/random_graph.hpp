// Random graphs by a seed, the same on every machine, and the same graph under other labels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::testing {

// `ties` draws between `nodes` nodes, crowded towards the first ones, about a third of them answered. Self ties and
// repeated ones are among them.
inline std::vector<graph::Tie> random_ties(graph::Node nodes, std::size_t ties, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<graph::Tie> drawn;
  const auto node = [&] { return std::min(random() % nodes, random() % nodes); };
  for (std::size_t i = 0; i < ties; ++i) {
    drawn.push_back({static_cast<graph::Node>(node()), static_cast<graph::Node>(random() % nodes)});
    if (random() % 3 == 0) drawn.push_back({drawn.back().target, drawn.back().source});
  }
  return drawn;
}

inline graph::Graph random_graph(graph::Node nodes, std::size_t ties, std::uint32_t seed) {
  return graph::Graph::of(nodes, random_ties(nodes, ties, seed)).value();
}

// label[v] is the node that v becomes.
inline std::vector<graph::Node> random_labels(graph::Node nodes, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<graph::Node> labels(nodes);
  std::iota(labels.begin(), labels.end(), 0U);
  for (graph::Node i = nodes; i > 1; --i) std::swap(labels[i - 1], labels[random() % i]);
  return labels;
}

// The graph under these labels, its ties in another order.
inline graph::Graph relabelled(const graph::Graph& graph, const std::vector<graph::Node>& labels) {
  std::vector<graph::Tie> ties;
  for (graph::Node node = graph.nodes(); node-- > 0;) {
    for (const graph::Node target : graph.out().of(node)) ties.push_back({labels[node], labels[target]});
  }
  return graph::Graph::of(graph.nodes(), ties).value();
}

}  // namespace chancery::testing
