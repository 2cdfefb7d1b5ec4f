// k-means in the plane by Lloyd's steps, with weights and a stopping rule on the sorted centres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "opinion/projection.hpp"

namespace chancery::opinion {

constexpr std::uint32_t kNoCluster = std::numeric_limits<std::uint32_t>::max();

struct Clustering {
  std::vector<std::uint32_t> label;  // of each point: below centre.size()
  std::vector<Point> centre;         // weighted means of their members
  std::vector<std::uint64_t> size;   // summed weights of the members; none is zero
};

// Each step assigns every point to its nearest centre (ties: the lowest index), drops clusters without members and
// moves each centre to the mean of its members, summed in the order of points. Stops after `most_steps`, or when the
// centres before and after a step, each sorted by x, then y, and paired, have all moved less than 0.01.
// `weight`: one positive number a point; empty: all one. At least one point and one start.
[[nodiscard]] Clustering k_means(std::span<const Point> points, std::span<const std::uint32_t> weight,
                                 std::vector<Point> start, int most_steps);

// The first `count` distinct positions, in order; fewer where there are fewer.
[[nodiscard]] std::vector<Point> first_distinct(std::span<const Point> points, std::size_t count);

// Where clusters of an earlier state stand now: the weighted means of those of their members that are still here
// (`label`: kNoCluster for newcomers), in the order of labels, coinciding ones once, then the point farthest from all
// of them, again and again, until there are `count` or every position has one.
[[nodiscard]] std::vector<Point> recentred(std::span<const Point> points, std::span<const std::uint32_t> weight,
                                           std::span<const std::uint32_t> label, std::size_t count);

}  // namespace chancery::opinion
