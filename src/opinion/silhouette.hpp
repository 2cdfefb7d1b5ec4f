// How well clusters are apart: the mean silhouette (Rousseeuw 1987).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "opinion/projection.hpp"

namespace chancery::opinion {

// The distances between all points, once for many clusterings. O(n^2) of both time and memory: for base clusters.
class Silhouette {
 public:
  explicit Silhouette(std::span<const Point> points);

  // The mean over points of (b - a) / max(a, b): a the mean distance to the other members of its cluster, b the
  // smallest mean distance to another cluster; 0 for the only member of a cluster, and where there is one cluster.
  [[nodiscard]] double of(std::span<const std::uint32_t> label, std::size_t clusters) const;

 private:
  std::size_t points_;
  std::vector<double> distance_;
};

}  // namespace chancery::opinion
