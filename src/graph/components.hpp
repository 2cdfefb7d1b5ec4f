// Weak and strong components.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

// Components are numbered by size, the largest first; of the same size the one with the least node first. A node alone
// is a component.
struct Components {
  std::vector<std::uint32_t> of;     // for each node
  std::vector<std::uint32_t> sizes;  // descending

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(sizes.size()); }
  [[nodiscard]] std::uint32_t largest() const { return sizes.empty() ? 0 : sizes.front(); }
};

// Joined by ties of any direction. Linear.
[[nodiscard]] Components weak_components(const Graph& graph);
[[nodiscard]] Components weak_components(const Rows& undirected);
// Each reaches each along ties (Tarjan 1972, without recursion). Linear.
[[nodiscard]] Components strong_components(const Graph& graph);

}  // namespace chancery::graph
