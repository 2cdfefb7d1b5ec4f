// An order of nodes that follows from how they are tied, not from what they are called.
//
// What is drawn by lot is drawn from this order: then other ids, or another order of accounts, give the same figures.
// Nodes are told apart by their degrees, then by those of their neighbours, and so on (colour refinement, Weisfeiler
// and Leman 1968). Those it cannot tell apart, nearly always ones that could change places, stand in the order of ids.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

// All nodes: those with most ties in either direction first. Some passes over all ties.
[[nodiscard]] std::vector<Node> structural_order(const Graph& graph);
[[nodiscard]] std::vector<Node> structural_order(const Rows& undirected);

}  // namespace chancery::graph
