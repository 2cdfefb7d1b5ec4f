// PageRank (Brin and Page 1998): damping 0.85, what falls to nodes without ties out is spread evenly over all.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

struct PageRankRule {
  double damping = 0.85;
  double tolerance = 1e-10;  // of the sum of absolute changes in one round
  int most_rounds = 1000;
};

struct PageRank {
  std::vector<double> value;  // for each node; they sum to one
  int rounds = 0;
  double change = 0;  // of the last round
  bool converged = false;
};

[[nodiscard]] PageRank pagerank(const Graph& graph, const PageRankRule& rule = {});

}  // namespace chancery::graph
