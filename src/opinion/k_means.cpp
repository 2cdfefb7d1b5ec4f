#include "opinion/k_means.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "opinion/nearest.hpp"

namespace chancery::opinion {
namespace {

constexpr double kStill = 0.01;

std::uint32_t weight_of(std::span<const std::uint32_t> weight, std::size_t i) {
  return weight.empty() ? 1 : weight[i];
}

// The means of clusters that have members; their old indices are closed up. Points labelled kNoCluster belong to none.
Clustering means(std::span<const Point> points, std::span<const std::uint32_t> weight, std::vector<std::uint32_t> label,
                 std::size_t clusters) {
  std::vector<Point> sum(clusters);
  std::vector<std::uint64_t> size(clusters);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (label[i] == kNoCluster) continue;
    const std::uint32_t w = weight_of(weight, i);
    sum[label[i]].x += w * points[i].x;
    sum[label[i]].y += w * points[i].y;
    size[label[i]] += w;
  }
  Clustering result{.label = std::move(label)};
  std::vector<std::uint32_t> now(clusters, kNoCluster);
  for (std::size_t c = 0; c < clusters; ++c) {
    if (size[c] == 0) continue;
    now[c] = static_cast<std::uint32_t>(result.centre.size());
    const auto members = static_cast<double>(size[c]);
    result.centre.push_back({.x = sum[c].x / members, .y = sum[c].y / members});
    result.size.push_back(size[c]);
  }
  if (result.centre.size() != clusters) {
    for (auto& c : result.label) c = c == kNoCluster ? c : now[c];
  }
  return result;
}

bool stands_still(std::vector<Point> before, std::vector<Point> after) {
  std::ranges::sort(before);
  std::ranges::sort(after);
  for (std::size_t c = 0; c < std::min(before.size(), after.size()); ++c) {
    if (distance2(before[c], after[c]) >= kStill * kStill) return false;
  }
  return true;
}

}  // namespace

Clustering k_means(std::span<const Point> points, std::span<const std::uint32_t> weight, std::vector<Point> start,
                   int most_steps) {
  NearestCentres nearest(points);
  Clustering result{.centre = std::move(start)};
  for (int step = 0; step < most_steps; ++step) {
    const auto before = result.centre;
    nearest.assign(before, result.label);
    result = means(points, weight, std::move(result.label), before.size());
    if (stands_still(before, result.centre)) break;
  }
  return result;
}

std::vector<Point> first_distinct(std::span<const Point> points, std::size_t count) {
  std::vector<Point> found;
  for (const Point& p : points) {
    if (found.size() == count) break;
    if (std::ranges::find(found, p) == found.end()) found.push_back(p);
  }
  return found;
}

std::vector<Point> recentred(std::span<const Point> points, std::span<const std::uint32_t> weight,
                             std::span<const std::uint32_t> label, std::size_t count) {
  std::uint32_t clusters = 0;
  for (const std::uint32_t c : label) clusters = c == kNoCluster ? clusters : std::max(clusters, c + 1);
  const auto stand = means(points, weight, {label.begin(), label.end()}, clusters).centre;
  auto centres = first_distinct(stand, count);
  if (centres.empty()) return first_distinct(points, count);
  std::vector<double> away(points.size(), std::numeric_limits<double>::infinity());
  const auto near = [&](const Point& centre) {
    for (std::size_t i = 0; i < points.size(); ++i) away[i] = std::min(away[i], distance2(points[i], centre));
  };
  if (centres.size() < count) std::ranges::for_each(centres, near);
  while (centres.size() < count) {
    const auto farthest = std::ranges::max_element(away);
    if (!(*farthest > 0)) break;
    centres.push_back(points[static_cast<std::size_t>(farthest - away.begin())]);
    near(centres.back());
  }
  return centres;
}

}  // namespace chancery::opinion
