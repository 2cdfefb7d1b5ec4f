#include "opinion/grouping.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "opinion/silhouette.hpp"

namespace chancery::opinion {
namespace {

constexpr std::size_t kBaseClusters = 100;
constexpr int kBaseSteps = 101;
constexpr int kGroupSteps = 21;
constexpr std::uint32_t kMostGroups = 5;
constexpr std::uint32_t kBasesAGroup = 12;
constexpr std::uint32_t kWinsToChange = 4;

Clustering base_clusters(std::span<const Point> points, const GroupingOptions& options) {
  auto start = options.earlier == nullptr ? first_distinct(points, kBaseClusters)
                                          : recentred(points, options.weight, options.earlier->base, kBaseClusters);
  return k_means(points, options.weight, std::move(start), kBaseSteps);
}

// Which k is in force, given the one that won now.
std::uint32_t settle(const std::map<std::uint32_t, Clustering>& tried, std::uint32_t won,
                     const EarlierGrouping* earlier, Grouping& result) {
  if (earlier == nullptr || won == earlier->k || !tried.contains(earlier->k)) return won;
  result.candidate = won;
  result.wins = won == earlier->candidate ? earlier->wins + 1 : 1;
  if (result.wins < kWinsToChange) return earlier->k;
  result.candidate = result.wins = 0;
  return won;
}

}  // namespace

double Grouping::chosen_silhouette() const {
  const auto found = std::ranges::find(silhouette, k, &KSilhouette::k);
  return found == silhouette.end() ? 0 : found->silhouette;
}

Grouping group_points(std::span<const Point> points, const GroupingOptions& options) {
  Grouping result{.base = base_clusters(points, options)};
  const auto bases = static_cast<std::uint32_t>(result.base.centre.size());
  const std::vector<std::uint32_t> size(result.base.size.begin(), result.base.size.end());
  const auto start_of = [&](std::uint32_t k) {
    return options.earlier != nullptr && options.earlier->k == k
               ? recentred(points, options.weight, options.earlier->group, k)
               : first_distinct(result.base.centre, k);
  };
  const Silhouette silhouette(result.base.centre);
  const std::uint32_t most = std::max(options.exactly, std::min(kMostGroups, 2 + (bases / kBasesAGroup)));
  std::map<std::uint32_t, Clustering> tried;
  std::uint32_t won = 1;
  double best = 0;
  for (std::uint32_t k = 2; k <= std::min(most, bases); ++k) {
    auto groups = k_means(result.base.centre, size, start_of(k), kGroupSteps);
    const double apart = silhouette.of(groups.label, groups.centre.size());
    result.silhouette.push_back({.k = k, .silhouette = apart});
    if (tried.empty() || apart >= best) {
      best = apart;
      won = k;
    }
    tried.emplace(k, std::move(groups));
  }
  if (tried.empty()) {
    result.k = 1;
    result.group_of_base.assign(bases, 0);
    return result;
  }
  const std::uint32_t chosen = options.exactly == 0 ? settle(tried, won, options.earlier, result)
                                                    : std::clamp(options.exactly, 1U, tried.rbegin()->first);
  if (chosen == 1) {
    result.k = 1;
    result.group_of_base.assign(bases, 0);
    return result;
  }
  Clustering& groups = tried.at(chosen);
  result.k = static_cast<std::uint32_t>(groups.centre.size());
  result.group_of_base = std::move(groups.label);
  return result;
}

}  // namespace chancery::opinion
