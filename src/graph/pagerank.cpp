#include "graph/pagerank.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

namespace chancery::graph {

PageRank pagerank(const Graph& graph, const PageRankRule& rule) {
  const Node nodes = graph.nodes();
  PageRank rank;
  if (nodes == 0) {
    rank.converged = true;
    return rank;
  }
  const double n = nodes;
  rank.value.assign(nodes, 1 / n);
  // What each node hands to each it follows.
  std::vector<double> handed(nodes);
  std::vector<double> share(nodes);
  for (Node node = 0; node < nodes; ++node) {
    const std::uint32_t degree = graph.out().degree(node);
    share[node] = degree == 0 ? 0 : 1.0 / degree;
  }
  const auto offsets = graph.in().offsets();
  const auto sources = graph.in().neighbours();
  while (!rank.converged && rank.rounds < rule.most_rounds) {
    double dangling = 0;
    for (Node node = 0; node < nodes; ++node) {
      handed[node] = rank.value[node] * share[node];
      if (share[node] == 0) dangling += rank.value[node];
    }
    const double base = (1 - rule.damping + rule.damping * dangling) / n;
    rank.change = 0;
    for (Node node = 0; node < nodes; ++node) {
      double sum = 0;
      for (std::uint32_t i = offsets[node]; i < offsets[node + 1]; ++i) sum += handed[sources[i]];
      const double value = base + rule.damping * sum;
      rank.change += std::abs(value - rank.value[node]);
      rank.value[node] = value;
    }
    ++rank.rounds;
    rank.converged = rank.change < rule.tolerance;
  }
  double sum = 0;
  for (const double value : rank.value) sum += value;
  for (double& value : rank.value) value /= sum;
  return rank;
}

}  // namespace chancery::graph
