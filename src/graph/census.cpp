#include "graph/census.hpp"

#include <numeric>

namespace chancery::graph {
namespace {

// For every mutual tie of `node` calls `take` with its other end.
template <class Take>
void each_mutual(const Graph& graph, Node node, Take take) {
  const auto out = graph.out().of(node);
  const auto in = graph.in().of(node);
  std::size_t o = 0;
  std::size_t i = 0;
  while (o < out.size() && i < in.size()) {
    const Node a = out[o];
    const Node b = in[i];
    if (a == b) take(a);
    o += a <= b ? 1 : 0;
    i += b <= a ? 1 : 0;
  }
}

std::vector<std::uint32_t> degrees(const Rows& rows) {
  std::vector<std::uint32_t> degrees(rows.nodes());
  for (Node node = 0; node < rows.nodes(); ++node) degrees[node] = rows.degree(node);
  return degrees;
}

}  // namespace

std::vector<std::uint32_t> in_degrees(const Graph& graph) {
  return degrees(graph.in());
}
std::vector<std::uint32_t> out_degrees(const Graph& graph) {
  return degrees(graph.out());
}

std::vector<std::uint32_t> mutual_degrees(const Graph& graph) {
  std::vector<std::uint32_t> mutual(graph.nodes(), 0);
  for (Node node = 0; node < graph.nodes(); ++node) {
    std::uint32_t count = 0;
    each_mutual(graph, node, [&](Node) { ++count; });
    mutual[node] = count;
  }
  return mutual;
}

Share density(const Graph& graph) {
  const std::uint64_t n = graph.nodes();
  return {graph.ties(), n < 2 ? 0 : n * (n - 1)};
}

Share reciprocity(const Graph& graph, std::span<const std::uint32_t> mutual) {
  return {std::accumulate(mutual.begin(), mutual.end(), std::uint64_t{0}), graph.ties()};
}

Share reciprocity(const Graph& graph, std::span<const ListState> lists) {
  Share share;
  const auto seen = [&](Node node) { return lists[node] == ListState::Present; };
  for (Node node = 0; node < graph.nodes(); ++node) {
    if (!seen(node)) continue;
    for (const Node target : graph.out().of(node)) share.denominator += seen(target) ? 1 : 0;
    each_mutual(graph, node, [&](Node other) { share.numerator += seen(other) ? 1 : 0; });
  }
  return share;
}

}  // namespace chancery::graph
