#include "graph/assortativity.hpp"

#include <cstddef>

namespace chancery::graph {

Assortativity assortativity(const Graph& graph, std::span<const std::uint32_t> category, std::uint32_t categories) {
  Assortativity result;
  result.categories = categories;
  result.ties.assign(std::size_t{categories} * categories, 0);
  for (Node node = 0; node < graph.nodes(); ++node) {
    for (const Node target : graph.out().of(node)) {
      if (category[node] == kNoCategory || category[target] == kNoCategory) {
        ++result.left_out;
      } else {
        ++result.ties[std::size_t{category[node]} * categories + category[target]];
        ++result.counted;
      }
    }
  }
  if (result.counted == 0) return result;
  const auto all = static_cast<double>(result.counted);
  double within = 0;
  double by_chance = 0;
  for (std::uint32_t i = 0; i < categories; ++i) {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    for (std::uint32_t j = 0; j < categories; ++j) {
      from += result.ties[std::size_t{i} * categories + j];
      to += result.ties[std::size_t{j} * categories + i];
    }
    within += static_cast<double>(result.ties[std::size_t{i} * categories + i]) / all;
    by_chance += static_cast<double>(from) / all * (static_cast<double>(to) / all);
  }
  result.defined = by_chance < 1;
  if (result.defined) result.coefficient = (within - by_chance) / (1 - by_chance);
  return result;
}

}  // namespace chancery::graph
