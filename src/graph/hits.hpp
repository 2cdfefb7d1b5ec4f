// Hubs and authorities (Kleinberg 1999): a hub follows authorities, an authority is followed by hubs.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

struct Hits {
  std::vector<double> hub;        // for each node; each sums to one, or is all zero where there is no tie
  std::vector<double> authority;  // the first eigenvector of A'A
  int rounds = 0;
  double residual = 0;  // || A'A x - s x || / s, of unit length
  bool converged = false;
};

// Where the first eigenvalue is not alone, as with separate parts that are alike, the vector is the one nearest to the
// even one: the parts share.
[[nodiscard]] Hits hits(const Graph& graph, double tolerance = 1e-10, int most_rounds = 1000);

}  // namespace chancery::graph
