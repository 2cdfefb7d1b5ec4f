#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "graph/leiden.hpp"

namespace chancery::graph {
namespace {

// The rows' neighbours of each node by the order's numbers, in ascending order: as the graph is undirected, rows turned
// round are the same rows, and turning sorts them.
struct Numbered {
  std::vector<std::uint32_t> offsets{0};
  std::vector<Node> neighbours;
};

Numbered turned(const Numbered& rows) {
  Numbered sorted{rows.offsets, std::vector<Node>(rows.neighbours.size())};
  std::vector<std::uint32_t> next(rows.offsets.begin(), rows.offsets.end() - 1);
  for (Node node = 0; node + 1 < rows.offsets.size(); ++node) {
    for (std::uint32_t i = rows.offsets[node]; i < rows.offsets[node + 1]; ++i) {
      sorted.neighbours[next[rows.neighbours[i]]++] = node;
    }
  }
  return sorted;
}

}  // namespace

Level finest_level(const Graph& graph, std::span<const Node> order) {
  const Node nodes = graph.nodes();
  std::vector<std::uint32_t> place(nodes);
  for (std::uint32_t i = 0; i < nodes; ++i) place[order[i]] = i;
  Numbered rows;
  rows.offsets.reserve(std::size_t{nodes} + 1);
  // Room for the most there can be; what is not used is never touched.
  rows.neighbours.reserve(2 * graph.ties());
  for (const Node node : order) {
    each_undirected(graph, node, [&](Node neighbour) { rows.neighbours.push_back(place[neighbour]); });
    rows.offsets.push_back(static_cast<std::uint32_t>(rows.neighbours.size()));
  }
  rows = turned(rows);
  Level level;
  level.strength.resize(nodes);
  for (Node node = 0; node < nodes; ++node) level.strength[node] = rows.offsets[node + 1] - rows.offsets[node];
  level.twice_ties = rows.neighbours.size();
  level.offsets = std::move(rows.offsets);
  level.neighbours = std::move(rows.neighbours);
  return level;
}

Level coarser_level(const Level& finer, const Partition& part_of, Node parts) {
  // Nodes by part.
  std::vector<std::uint32_t> begins(std::size_t{parts} + 1, 0);
  for (const std::uint32_t part : part_of) ++begins[part + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<Node> members(part_of.size());
  {
    std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
    for (Node node = 0; node < part_of.size(); ++node) members[next[part_of[node]]++] = node;
  }
  Level coarser;
  coarser.twice_ties = finer.twice_ties;
  coarser.strength.assign(parts, 0);
  coarser.offsets.assign(1, 0);
  coarser.offsets.reserve(std::size_t{parts} + 1);
  coarser.neighbours.reserve(finer.neighbours.size());
  coarser.weights.reserve(finer.neighbours.size());
  std::vector<std::uint32_t> weight(parts, 0);
  for (std::uint32_t part = 0; part < parts; ++part) {
    const std::size_t first = coarser.neighbours.size();
    for (std::uint32_t m = begins[part]; m < begins[part + 1]; ++m) {
      const Node node = members[m];
      coarser.strength[part] += finer.strength[node];
      for (std::uint32_t i = finer.offsets[node]; i < finer.offsets[node + 1]; ++i) {
        const std::uint32_t other = part_of[finer.neighbours[i]];
        if (other == part) continue;
        if (weight[other] == 0) coarser.neighbours.push_back(other);
        weight[other] += finer.weight(i);
      }
    }
    for (std::size_t i = first; i < coarser.neighbours.size(); ++i) {
      coarser.weights.push_back(std::exchange(weight[coarser.neighbours[i]], 0));
    }
    coarser.offsets.push_back(static_cast<std::uint32_t>(coarser.neighbours.size()));
  }
  return coarser;
}

}  // namespace chancery::graph
