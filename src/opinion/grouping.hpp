// From places in the plane to opinion groups: many small base clusters, then groups of those.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "opinion/k_means.hpp"
#include "opinion/projection.hpp"

namespace chancery::opinion {

// How groups were the last time. Labels stand for the present points, kNoCluster for newcomers.
struct EarlierGrouping {
  std::vector<std::uint32_t> base;
  std::vector<std::uint32_t> group;
  std::uint32_t k = 0;          // as published
  std::uint32_t candidate = 0;  // another k that won since
  std::uint32_t wins = 0;       // and how often in a row
};

struct KSilhouette {
  std::uint32_t k = 0;
  double silhouette = 0;
};

struct Grouping {
  Clustering base;
  std::vector<std::uint32_t> group_of_base;  // below k
  std::uint32_t k = 0;                       // groups there are; 1 where all stand in one place
  std::vector<KSilhouette> silhouette;       // of every k tried, ascending
  std::uint32_t candidate = 0;
  std::uint32_t wins = 0;

  // The silhouette of the k in force; 0 where there is one group.
  [[nodiscard]] double chosen_silhouette() const;
};

struct GroupingOptions {
  std::uint32_t exactly = 0;  // so many groups; 0: 2 to 5, by the silhouette
  std::span<const std::uint32_t> weight = {};
  const EarlierGrouping* earlier = nullptr;
};

// At least one point. With `earlier`, clusters go on from where their members stand now, and the number of groups
// changes only after another one has won four times in a row.
[[nodiscard]] Grouping group_points(std::span<const Point> points, const GroupingOptions& options);

}  // namespace chancery::opinion
