// Counts of a directed graph: degrees, mutual ties, reciprocity, density.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

[[nodiscard]] std::vector<std::uint32_t> in_degrees(const Graph& graph);   // who follows each node: "peer-followed"
[[nodiscard]] std::vector<std::uint32_t> out_degrees(const Graph& graph);  // whom each follows; 0: "follows no peer"
// For each node with how many it is tied both ways: sum over j of A_ij A_ji. Linear in ties.
[[nodiscard]] std::vector<std::uint32_t> mutual_degrees(const Graph& graph);

// A share with what it was made of; `value` is not defined where the denominator is 0.
struct Share {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;

  [[nodiscard]] bool defined() const { return denominator > 0; }
  [[nodiscard]] double value() const {
    return defined() ? static_cast<double>(numerator) / static_cast<double>(denominator) : 0;
  }
};

// Ties over ordered pairs of different nodes: m / (n (n - 1)).
[[nodiscard]] Share density(const Graph& graph);
// Ties that are answered, over all ties (both directions of a mutual pair count in both). `mutual` is mutual_degrees.
[[nodiscard]] Share reciprocity(const Graph& graph, std::span<const std::uint32_t> mutual);

// Whether the list of whom an account follows was seen. A list that was not looks like unanswered ties.
enum class ListState : std::uint8_t { Present, Absent, Failed };
// Reciprocity over the pairs of accounts whose lists were both seen. `lists` has one for each node.
[[nodiscard]] Share reciprocity(const Graph& graph, std::span<const ListState> lists);

}  // namespace chancery::graph
