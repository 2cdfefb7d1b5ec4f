#include "measure/mixing_matrix.hpp"

namespace chancery::measure {

std::vector<MixingCell> mixing_matrix(const Study& study, const Measures::Mixing& mixing) {
  const auto& ties = mixing.value.ties;  // where ties have no direction, each from both ends
  const std::size_t n = mixing.value.categories;
  std::vector<std::uint64_t> from(n, 0), to(n, 0);
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      from[i] += ties[i * n + j];
      to[j] += ties[i * n + j];
      all += ties[i * n + j];
    }
  }
  std::vector<MixingCell> cells;
  if (all == 0) return cells;
  const bool undirected = study.input.parameters.undirected;
  const auto whole = static_cast<double>(all);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = undirected ? i : 0; j < n; ++j) {
      const auto met = ties[i * n + j];
      const double both = undirected && i != j ? 2 : 1;  // a pair of categories is met from both
      cells.push_back(
          {.from = i,
           .to = j,
           .ties = undirected && i == j ? met / 2 : met,
           .share = both * static_cast<double>(met) / whole,
           .expected = both * (static_cast<double>(from[i]) / whole) * (static_cast<double>(to[j]) / whole)});
    }
  }
  return cells;
}

}  // namespace chancery::measure
