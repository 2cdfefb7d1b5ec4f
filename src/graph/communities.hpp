// Communities by the Leiden algorithm (Traag, Waltman and van Eck 2019) for modularity on the simple undirected graph.
//
// Decided in whole numbers, so that the same graph and seed give the same communities on any machine; what is drawn
// does not look at labels, so that other ids give the same communities under other names. Communities are connected.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

struct CommunityRule {
  std::uint64_t seed = 42;
  // Rounds of the whole algorithm, each from the result of the one before; it ends sooner when a round moves nobody.
  int rounds = 0;  // 0: as many as the size of the graph allows
  int tries = 0;   // from different seeds, the best is kept; 0: as the size allows
};

struct Communities {
  std::vector<std::uint32_t> of;     // for each node; numbered by size, the largest first, then by least node
  std::vector<std::uint32_t> sizes;  // descending
  double modularity = 0;             // resolution 1; 0 where there is no tie

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(sizes.size()); }
};

[[nodiscard]] Communities communities(const Graph& graph, const CommunityRule& rule = {});

// Newman and Girvan's modularity of any division of the nodes, resolution 1; 0 where there is no tie.
[[nodiscard]] double modularity(const Rows& undirected, std::span<const std::uint32_t> of);

}  // namespace chancery::graph
