#include "graph/hits.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "graph/perron.hpp"

namespace chancery::graph {
namespace {

// to[i] = sum of from[j] over the neighbours j of i.
void gather(const Rows& rows, std::span<const double> from, std::span<double> to) {
  const auto offsets = rows.offsets();
  const auto neighbours = rows.neighbours();
  for (Node node = 0; node < rows.nodes(); ++node) {
    double sum = 0;
    for (std::uint32_t i = offsets[node]; i < offsets[node + 1]; ++i) sum += from[neighbours[i]];
    to[node] = sum;
  }
}

void sum_to_one(std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  if (sum == 0) return;
  for (double& value : values) value /= sum;
}

}  // namespace

Hits hits(const Graph& graph, double tolerance, int most_rounds) {
  std::vector<double> hub(graph.nodes());
  const Product product = [&](std::span<const double> from, std::span<double> to) {
    gather(graph.out(), from, hub);
    gather(graph.in(), hub, to);
  };
  Leading leading = leading_eigenvector(graph.nodes(), product, tolerance, most_rounds);
  gather(graph.out(), leading.vector, hub);
  sum_to_one(hub);
  sum_to_one(leading.vector);
  return {std::move(hub), std::move(leading.vector), leading.products, leading.residual, leading.converged};
}

}  // namespace chancery::graph
