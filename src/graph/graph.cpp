#include "graph/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace chancery::graph {
namespace {

// From how many stand at each place to where each begins: {2, 0, 3, 0} to {0, 2, 2, 5}.
void accumulate_offsets(std::vector<std::uint32_t>& counts) {
  std::uint32_t sum = 0;
  for (std::uint32_t& count : counts) sum += std::exchange(count, sum);
}

// Where each row of `rows` begins when it is turned round.
std::vector<std::uint32_t> transposed_offsets(const Rows& rows) {
  std::vector<std::uint32_t> offsets(std::size_t{rows.nodes()} + 1, 0);
  for (const Node neighbour : rows.neighbours()) ++offsets[neighbour];
  accumulate_offsets(offsets);
  return offsets;
}

// Every row's neighbours, as rows of their own: those come out in ascending order.
Rows transposed(const Rows& rows, std::vector<std::uint32_t> offsets) {
  const Node nodes = rows.nodes();
  std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
  std::vector<Node> neighbours(rows.size());
  for (Node node = 0; node < nodes; ++node) {
    for (const Node neighbour : rows.of(node)) neighbours[next[neighbour]++] = node;
  }
  return {std::move(offsets), std::move(neighbours)};
}

// Rows by target, in the order the ties come, without self ties.
Rows by_target(Node nodes, std::span<const std::span<const Tie>> blocks) {
  std::vector<std::uint32_t> offsets(std::size_t{nodes} + 1, 0);
  for (const auto ties : blocks) {
    for (const Tie& tie : ties) offsets[tie.target] += tie.source != tie.target ? 1 : 0;
  }
  accumulate_offsets(offsets);
  std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
  std::vector<Node> sources(offsets.back());
  for (const auto ties : blocks) {
    for (const Tie& tie : ties) {
      if (tie.source != tie.target) sources[next[tie.target]++] = tie.source;
    }
  }
  return {std::move(offsets), std::move(sources)};
}

bool repeats(const Rows& sorted) {
  for (Node node = 0; node < sorted.nodes(); ++node) {
    if (std::ranges::adjacent_find(sorted.of(node)) != sorted.of(node).end()) return true;
  }
  return false;
}

// Without the neighbours that stand twice.
Rows each_once(const Rows& sorted) {
  std::vector<std::uint32_t> offsets{0};
  offsets.reserve(std::size_t{sorted.nodes()} + 1);
  std::vector<Node> neighbours;
  neighbours.reserve(sorted.size());
  for (Node node = 0; node < sorted.nodes(); ++node) {
    std::ranges::unique_copy(sorted.of(node), std::back_inserter(neighbours));
    offsets.push_back(static_cast<std::uint32_t>(neighbours.size()));
  }
  return {std::move(offsets), std::move(neighbours)};
}

}  // namespace

bool Rows::contains(Node node, Node neighbour) const {
  return std::ranges::binary_search(of(node), neighbour);
}

Result<Graph> Graph::of(Node nodes, std::span<const Tie> ties) {
  return of(nodes, std::span(&ties, 1));
}

Result<Graph> Graph::of(Node nodes, std::span<const std::span<const Tie>> blocks) {
  std::uint64_t ties = 0;
  for (const auto block : blocks) ties += block.size();
  if (ties > kMostTies) {
    return fail(Errc::TooLarge, fmt::format("{} ties are more than {} at once", ties, kMostTies));
  }
  Graph graph;
  graph.in_ = by_target(nodes, blocks);
  graph.self_ties_ = ties - graph.in_.size();
  graph.out_ = transposed(graph.in_, transposed_offsets(graph.in_));
  std::vector<std::uint32_t> offsets;
  if (repeats(graph.out_)) {
    const std::size_t with_repeats = graph.out_.size();
    graph.out_ = each_once(graph.out_);
    graph.duplicates_ = with_repeats - graph.out_.size();
    graph.in_ = Rows();
    offsets = transposed_offsets(graph.out_);
  } else {
    offsets.assign(graph.in_.offsets().begin(), graph.in_.offsets().end());
    graph.in_ = Rows();
  }
  graph.in_ = transposed(graph.out_, std::move(offsets));
  return graph;
}

Rows undirected(const Graph& graph) {
  const Node nodes = graph.nodes();
  std::vector<std::uint32_t> offsets{0};
  offsets.reserve(std::size_t{nodes} + 1);
  std::vector<Node> neighbours;
  for (Node node = 0; node < nodes; ++node) {
    std::uint32_t degree = 0;
    each_undirected(graph, node, [&](Node) { ++degree; });
    offsets.push_back(offsets.back() + degree);
  }
  neighbours.resize(offsets.back());
  std::size_t at = 0;
  for (Node node = 0; node < nodes; ++node) {
    each_undirected(graph, node, [&](Node neighbour) { neighbours[at++] = neighbour; });
  }
  return {std::move(offsets), std::move(neighbours)};
}

}  // namespace chancery::graph
