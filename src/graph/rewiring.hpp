// What chance gives: networks in which every node has as many ties as in a given one, and nothing else is alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/split_mix.hpp"
#include "graph/graph.hpp"
#include "graph/leiden.hpp"

namespace chancery::graph {

// Draws simple undirected graphs with the degrees of a graph's undirected form, evenly among all there are: two ties
// change ends, five tries a tie for each network, so that each is taken some ten times (Maslov and Sneppen 2002). What
// would tie a node to itself, or twice to another, is not done. What is drawn does not look at labels.
class Rewiring {
 public:
  Rewiring(const Graph& graph, std::uint64_t seed);

  // Goes on from the network before. Each tie stands in one direction; nodes have other numbers than in the graph.
  [[nodiscard]] Graph next();

 private:
  // A tie, and where each end stands in the other's row.
  struct Ends {
    Node a = 0, b = 0;
    std::uint32_t b_at = 0, a_at = 0;
  };
  void try_swap();
  [[nodiscard]] bool tied(Node a, Node b) const;

  Level level_;
  std::vector<Ends> ties_;
  SplitMix64 random_;
};

// The modularity of the communities found in such networks, and in the network itself when it is searched no harder:
// the harder a search, the more it finds where there is nothing to find.
struct ChanceModularity {
  std::size_t networks = 0;
  double mean = 0, deviation = 0, highest = 0;
  double here = 0;  // mean of a few searches
  [[nodiscard]] bool exceeded() const { return here > highest; }
};
// Each is searched once, in two rounds. `networks` is at least 2.
[[nodiscard]] ChanceModularity modularity_by_chance(const Graph& graph, std::size_t networks, std::uint64_t seed);

}  // namespace chancery::graph
