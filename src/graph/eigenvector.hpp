// Eigenvector centrality (Bonacich 1972): a node is central when central nodes follow it, x = A'x / lambda.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

struct Eigenvector {
  std::vector<double> value;  // for each node, the largest one; all zero where no tie goes round in a circle
  double eigenvalue = 0;
  int rounds = 0;       // products with the matrix
  double residual = 0;  // || A'x - lambda x || / lambda, of unit length
  bool converged = false;
};

// Along directed ties. Nodes no circle of ties leads to have 0.
[[nodiscard]] Eigenvector eigenvector(const Graph& graph, double tolerance = 1e-10, int most_rounds = 2000);
// In the simple undirected graph.
[[nodiscard]] Eigenvector eigenvector(const Rows& undirected, double tolerance = 1e-10, int most_rounds = 2000);

}  // namespace chancery::graph
