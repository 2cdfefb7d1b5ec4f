#include "opinion/silhouette.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "opinion/nearest.hpp"

namespace chancery::opinion {

Silhouette::Silhouette(std::span<const Point> points)
    : points_(points.size()), distance_(points.size() * points.size()) {
  for (std::size_t i = 0; i < points_; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      distance_[(i * points_) + j] = distance_[(j * points_) + i] = std::sqrt(distance2(points[i], points[j]));
    }
  }
}

double Silhouette::of(std::span<const std::uint32_t> label, std::size_t clusters) const {
  if (clusters < 2 || points_ == 0) return 0;
  std::vector<std::size_t> size(clusters);
  for (const std::uint32_t c : label) ++size[c];
  double total = 0;
  std::vector<double> sum(clusters);
  for (std::size_t i = 0; i < points_; ++i) {
    const std::uint32_t own = label[i];
    if (size[own] < 2) continue;
    std::ranges::fill(sum, 0.0);
    for (std::size_t j = 0; j < points_; ++j) sum[label[j]] += distance_[(i * points_) + j];
    const double within = sum[own] / static_cast<double>(size[own] - 1);
    double beside = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < clusters; ++c) {
      if (c != own && size[c] > 0) beside = std::min(beside, sum[c] / static_cast<double>(size[c]));
    }
    const double larger = std::max(within, beside);
    if (larger > 0 && std::isfinite(larger)) total += (beside - within) / larger;
  }
  return total / static_cast<double>(points_);
}

}  // namespace chancery::opinion
