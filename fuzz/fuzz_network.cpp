// Every measure on any small network: no figure that is not a number, sums that hold, communities that hold together.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <vector>

#include "graph/assortativity.hpp"
#include "graph/betweenness.hpp"
#include "graph/census.hpp"
#include "graph/communities.hpp"
#include "graph/components.hpp"
#include "graph/eigenvector.hpp"
#include "graph/hits.hpp"
#include "graph/k_core.hpp"
#include "graph/layout.hpp"
#include "graph/pagerank.hpp"

namespace {

using namespace chancery::graph;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_finite(const std::vector<double>& values, std::size_t size) {
  require(values.size() == size);
  for (const double value : values) require(std::isfinite(value) && value >= 0);
}

void require_parts(const std::vector<std::uint32_t>& of, const std::vector<std::uint32_t>& sizes) {
  require(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}) == of.size());
  require(std::ranges::is_sorted(sizes, std::greater<>()));
  for (const std::uint32_t part : of) require(part < sizes.size());
}

}  // namespace

// The first byte is how many nodes, then pairs of bytes are ties.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 1200) return 0;
  const Node nodes = data[0];
  std::vector<Tie> ties;
  for (std::size_t i = 1; nodes > 0 && i + 1 < size; i += 2) ties.push_back({data[i] % nodes, data[i + 1] % nodes});
  const Graph graph = Graph::of(nodes, ties).value();
  require(graph.ties() + graph.self_ties() + graph.duplicates() == ties.size());
  const Rows rows = undirected(graph);

  const auto mutual = mutual_degrees(graph);
  require(reciprocity(graph, mutual).value() <= 1 && density(graph).value() <= 1);
  const Components weak = weak_components(graph);
  const Components strong = strong_components(graph);
  require_parts(weak.of, weak.sizes);
  require_parts(strong.of, strong.sizes);
  require(weak.count() <= strong.count());
  const auto cores = core_numbers(rows);
  for (Node node = 0; node < nodes; ++node) require(cores[node] <= rows.degree(node));

  const PageRank rank = pagerank(graph);
  require_finite(rank.value, nodes);
  require(rank.converged);
  require(nodes == 0 || std::abs(std::accumulate(rank.value.begin(), rank.value.end(), 0.0) - 1) < 1e-9);
  const Hits scores = hits(graph);
  require_finite(scores.hub, nodes);
  require_finite(scores.authority, nodes);
  require_finite(eigenvector(graph).value, nodes);
  require_finite(eigenvector(rows).value, nodes);
  require_finite(betweenness(graph), nodes);
  require_finite(sampled_betweenness(graph, 5, 1).value, nodes);

  const Communities found = communities(graph, {.tries = 2});
  require_parts(found.of, found.sizes);
  require(found.modularity >= 0 && found.modularity < 1);
  require(std::abs(found.modularity - modularity(rows, found.of)) < 1e-9);
  const auto like = assortativity(graph, found.of, found.count());
  require(std::isfinite(like.coefficient) && like.coefficient <= 1 + 1e-9);
  for (const Point& point : layout(rows, {.rounds = 30})) {
    require(std::isfinite(point.x) && std::isfinite(point.y) && point.x > -0.1 && point.x < 1.1);
  }
  return 0;
}
