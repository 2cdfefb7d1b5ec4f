// The k-core decomposition of the simple undirected graph: a mutual tie counts once. (Programs that count it twice, as
// igraph's coreness in mode ALL, give larger numbers.)
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

// For each node the largest k such that it belongs to a subgraph in which everyone has k neighbours
// (Batagelj and Zaversnik 2003). `undirected` is graph::undirected. Linear.
[[nodiscard]] std::vector<std::uint32_t> core_numbers(const Rows& undirected);

}  // namespace chancery::graph
