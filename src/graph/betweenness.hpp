// Betweenness: over how many shortest paths of others a node stands (Freeman 1977, Brandes 2001). Not normalised, ends
// left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

// Told after each source how many are done, of how many.
using SourceProgress = std::function<void(std::size_t done, std::size_t all)>;

// Along directed ties, over ordered pairs. n times the cost of a search through the graph.
[[nodiscard]] std::vector<double> betweenness(const Graph& graph, const SourceProgress& progress = {});
// In the simple undirected graph, each pair of ends once.
[[nodiscard]] std::vector<double> betweenness(const Rows& undirected, const SourceProgress& progress = {});

// The same, estimated from the paths that begin at some nodes, drawn by the seed without looking at labels.
struct SampledBetweenness {
  std::vector<double> value;  // scaled up to what all sources would give, so comparable with the exact one
  std::size_t sources = 0;
  double confidence = 0;  // 1 - delta
  // With that confidence no node of all is further than this from its exact value over (n - 1)(n - 2), the largest a
  // node can have: Hoeffding's bound for sources drawn without repetition, for all nodes at once.
  double error = 0;
};
// How many sources keep the error under `error`: ln(2 n / delta) / (2 error^2) (n / (n - 1))^2, at most n.
[[nodiscard]] std::size_t sources_for(Node nodes, double error, double delta = 0.1);
[[nodiscard]] SampledBetweenness sampled_betweenness(const Graph& graph, std::size_t sources, std::uint64_t seed,
                                                     double delta = 0.1, const SourceProgress& progress = {});

}  // namespace chancery::graph
