// The directed graph of who follows whom: nodes are numbers from zero, ties stand in compressed sparse rows.
//
// Out- and in-neighbours of every node in ascending order, each once, no node its own neighbour. Four bytes a tie and
// direction, four a node: 160 MB for 20 million ties.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace chancery::graph {

using Node = std::uint32_t;
inline constexpr Node kNoNode = 0xffffffff;
// Beyond this no 32-bit offset, and no product the communities are decided by, would hold.
inline constexpr std::uint64_t kMostTies = std::uint64_t{1} << 30;

// `source` follows `target`.
struct Tie {
  Node source = 0;
  Node target = 0;

  friend auto operator<=>(const Tie&, const Tie&) = default;
};

// Compressed sparse rows: the neighbours of every node, end to end.
// Thread safety: immutable after construction.
class Rows {
 public:
  Rows() : offsets_(1, 0) {}
  // `offsets` has a number for each node and one more, ascending, the last being how many `neighbours` there are.
  Rows(std::vector<std::uint32_t> offsets, std::vector<Node> neighbours)
      : offsets_(std::move(offsets)), neighbours_(std::move(neighbours)) {}

  [[nodiscard]] Node nodes() const { return static_cast<Node>(offsets_.size() - 1); }
  [[nodiscard]] std::size_t size() const { return neighbours_.size(); }
  [[nodiscard]] std::uint32_t degree(Node node) const { return offsets_[node + 1] - offsets_[node]; }
  [[nodiscard]] std::span<const Node> of(Node node) const {
    return {neighbours_.data() + offsets_[node], degree(node)};
  }
  [[nodiscard]] bool contains(Node node, Node neighbour) const;  // logarithmic in the degree

  // All rows at once, for loops that read them end to end.
  [[nodiscard]] std::span<const std::uint32_t> offsets() const { return offsets_; }
  [[nodiscard]] std::span<const Node> neighbours() const { return neighbours_; }

 private:
  std::vector<std::uint32_t> offsets_;
  std::vector<Node> neighbours_;
};

// Thread safety: immutable after construction.
class Graph {
 public:
  Graph() = default;
  // Self ties and repeated ties are left out; their numbers stand in `self_ties` and `duplicates`. Ties name nodes
  // below `nodes`. The same set of ties gives the same graph in whatever order they come. Fails with Errc::TooLarge
  // beyond kMostTies.
  [[nodiscard]] static Result<Graph> of(Node nodes, std::span<const Tie> ties);
  [[nodiscard]] static Result<Graph> of(Node nodes, std::span<const std::span<const Tie>> blocks);

  [[nodiscard]] Node nodes() const { return out_.nodes(); }
  [[nodiscard]] std::size_t ties() const { return out_.size(); }
  [[nodiscard]] const Rows& out() const { return out_; }  // whom a node follows
  [[nodiscard]] const Rows& in() const { return in_; }    // who follows it
  [[nodiscard]] std::uint64_t self_ties() const { return self_ties_; }
  [[nodiscard]] std::uint64_t duplicates() const { return duplicates_; }

 private:
  Rows out_;
  Rows in_;
  std::uint64_t self_ties_ = 0;
  std::uint64_t duplicates_ = 0;
};

// Calls `take` with each node that follows this one or is followed by it, once, in ascending order.
template <class Take>
void each_undirected(const Graph& graph, Node node, Take take) {
  const auto out = graph.out().of(node);
  const auto in = graph.in().of(node);
  std::size_t o = 0;
  std::size_t i = 0;
  while (o < out.size() && i < in.size()) {
    const Node a = out[o];
    const Node b = in[i];
    o += a <= b ? 1 : 0;
    i += b <= a ? 1 : 0;
    take(a < b ? a : b);
  }
  for (; o < out.size(); ++o) take(out[o]);
  for (; i < in.size(); ++i) take(in[i]);
}

// The simple undirected graph: two nodes are neighbours when either follows the other; a mutual tie counts once. The
// row of a node is in ascending order, each pair of neighbours stands in both rows.
[[nodiscard]] Rows undirected(const Graph& graph);

}  // namespace chancery::graph
