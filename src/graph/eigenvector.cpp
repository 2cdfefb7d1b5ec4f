#include "graph/eigenvector.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "graph/components.hpp"
#include "graph/perron.hpp"

namespace chancery::graph {
namespace {

// x = A'x where `from` names, for each node, those it takes from.
Eigenvector centrality(const Rows& from, double tolerance, int most_rounds) {
  const auto offsets = from.offsets();
  const auto neighbours = from.neighbours();
  const Product product = [&](std::span<const double> x, std::span<double> y) {
    for (Node node = 0; node < from.nodes(); ++node) {
      double sum = 0;
      for (std::uint32_t i = offsets[node]; i < offsets[node + 1]; ++i) sum += x[neighbours[i]];
      y[node] = sum;
    }
  };
  Leading leading = leading_eigenvector(from.nodes(), product, tolerance, most_rounds);
  const double largest = leading.vector.empty() ? 0 : std::ranges::max(leading.vector);
  if (largest > 0) {
    for (double& value : leading.vector) value /= largest;
  }
  return {std::move(leading.vector), leading.value, leading.products, leading.residual, leading.converged};
}

}  // namespace

Eigenvector eigenvector(const Graph& graph, double tolerance, int most_rounds) {
  // Without a circle the matrix is nilpotent, and no iteration would settle in good time.
  if (strong_components(graph).largest() < 2) return {std::vector<double>(graph.nodes()), 0, 0, 0, true};
  return centrality(graph.in(), tolerance, most_rounds);
}

Eigenvector eigenvector(const Rows& undirected, double tolerance, int most_rounds) {
  return centrality(undirected, tolerance, most_rounds);
}

}  // namespace chancery::graph
