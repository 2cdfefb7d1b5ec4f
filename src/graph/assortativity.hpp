// Whether like follows like: ties between categories, as regions or kinds of account (Newman 2003).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

struct Assortativity {
  std::uint32_t categories = 0;
  // Ties from category i to category j at i * categories + j; ties of nodes without a category are left out.
  std::vector<std::uint64_t> ties;
  std::uint64_t counted = 0;   // their sum
  std::uint64_t left_out = 0;  // the rest
  // (sum e_ii - sum a_i b_i) / (1 - sum a_i b_i): 1 all ties within, 0 as by chance.
  double coefficient = 0;
  bool defined = false;  // not where no tie is counted, or all lie in one category
};

inline constexpr std::uint32_t kNoCategory = 0xffffffff;
// `category` has one for each node, below `categories` or kNoCategory.
[[nodiscard]] Assortativity assortativity(const Graph& graph, std::span<const std::uint32_t> category,
                                          std::uint32_t categories);

}  // namespace chancery::graph
