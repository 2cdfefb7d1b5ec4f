#include "opinion/k_means.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/split_mix.hpp"
#include "opinion/nearest.hpp"
#include "opinion/silhouette.hpp"

namespace chancery::opinion {
namespace {

std::vector<Point> cloud(std::size_t count, std::uint64_t seed, double spread) {
  SplitMix64 random(seed);
  std::vector<Point> points;
  for (std::size_t i = 0; i < count; ++i) {
    const double hub = 4.0 * random.below(4);
    points.push_back(
        {hub + (spread * (random.uniform() + random.uniform())), (hub * hub) + (spread * random.uniform())});
  }
  return points;
}

std::vector<std::uint32_t> plainly_nearest(std::span<const Point> points, std::span<const Point> centres) {
  std::vector<std::uint32_t> labels;
  for (const Point& p : points) {
    std::uint32_t nearest = 0;
    for (std::uint32_t c = 1; c < centres.size(); ++c) {
      if (distance2(p, centres[c]) < distance2(p, centres[nearest])) nearest = c;
    }
    labels.push_back(nearest);
  }
  return labels;
}

TEST(NearestCentres, AreThoseOfThePlainComparisonForFewPointsAndForMany) {
  for (const std::size_t count : {1U, 500U, 9'000U}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      auto points = cloud(count, seed, seed == 3 ? 0.001 : 3.0);
      if (seed == 2) points.push_back({1e4, -1e4});  // somebody far away
      const auto centres = first_distinct(cloud(100, seed + 10, 2.0), 100);
      std::vector<std::uint32_t> labels;
      NearestCentres(points).assign(centres, labels);
      EXPECT_EQ(labels, plainly_nearest(points, centres)) << count;
    }
  }
}

TEST(NearestCentres, SettleTiesForTheLowestIndexOnALatticeToo) {
  std::vector<Point> points;
  for (int x = 0; x < 80; ++x) {
    for (int y = 0; y < 80; ++y) points.push_back({x * 0.5, y * 0.5});
  }
  std::vector<Point> centres;
  for (int x = 0; x < 10; ++x) {
    for (int y = 0; y < 10; ++y) centres.push_back({x * 4.0, y * 4.0});
  }
  std::vector<std::uint32_t> labels;
  NearestCentres(points).assign(centres, labels);
  EXPECT_EQ(labels, plainly_nearest(points, centres));
}

TEST(NearestCentres, WorkOnALineAndOnOnePlace) {
  for (const double step : {0.0, 0.001}) {
    std::vector<Point> points;
    for (int i = 0; i < 5'000; ++i) points.push_back({7.25, step * i});
    const std::vector<Point> centres = {{7, 1}, {7, 2}, {7.25, 1.5}};
    std::vector<std::uint32_t> labels;
    NearestCentres(points).assign(centres, labels);
    EXPECT_EQ(labels, plainly_nearest(points, centres));
  }
}

TEST(KMeans, FindsTheObviousAndWeighsItsMeans) {
  const std::vector<Point> points = {{0, 0}, {0, 2}, {9, 9}, {9, 10}};
  const std::vector<std::uint32_t> weight = {3, 1, 1, 1};
  const auto found = k_means(points, weight, {{0, 0}, {9, 9}}, 20);
  EXPECT_EQ(found.label, (std::vector<std::uint32_t>{0, 0, 1, 1}));
  EXPECT_EQ(found.centre[0], (Point{0, 0.5}));
  EXPECT_EQ(found.size, (std::vector<std::uint64_t>{4, 2}));
}

TEST(KMeans, DropsAClusterNobodyIsIn) {
  const std::vector<Point> points = {{0, 0}, {1, 0}};
  const auto found = k_means(points, {}, {{50, 50}, {0, 0}, {1, 0}}, 20);
  EXPECT_EQ(found.centre.size(), 2U);
  EXPECT_EQ(found.label, (std::vector<std::uint32_t>{0, 1}));
}

TEST(KMeans, BeginsWithTheFirstDistinctPlaces) {
  const std::vector<Point> points = {{1, 1}, {1, 1}, {2, 2}, {1, 1}, {3, 3}};
  EXPECT_EQ(first_distinct(points, 2), (std::vector<Point>{{1, 1}, {2, 2}}));
  EXPECT_EQ(first_distinct(points, 9).size(), 3U);
}

TEST(KMeans, GoesOnFromWhereItsMembersStandAndSplitsOffTheFarthest) {
  const std::vector<Point> points = {{0, 0}, {2, 0}, {10, 0}, {11, 0}, {0, 50}};
  const std::vector<std::uint32_t> before = {0, 0, 1, 1, kNoCluster};
  EXPECT_EQ(recentred(points, {}, before, 3), (std::vector<Point>{{1, 0}, {10.5, 0}, {0, 50}}));
  const std::vector<std::uint32_t> nobody(5, kNoCluster);
  EXPECT_EQ(recentred(points, {}, nobody, 2), (std::vector<Point>{{0, 0}, {2, 0}}));
}

TEST(Silhouette, IsThatOfTheDefinition) {
  const std::vector<Point> points = {{0, 0}, {1, 0}, {10, 0}, {11, 0}, {30, 0}};
  const Silhouette silhouette(points);
  const std::vector<std::uint32_t> label = {0, 0, 1, 1, 2};
  // a = 1 and b the mean distance to the nearer pair; the one alone counts 0.
  const double outer = (10.5 - 1) / 10.5;
  const double inner = (9.5 - 1) / 9.5;
  EXPECT_NEAR(silhouette.of(label, 3), ((2 * outer) + (2 * inner)) / 5, 1e-15);
  EXPECT_EQ(silhouette.of(std::vector<std::uint32_t>(5), 1), 0);
}

}  // namespace
}  // namespace chancery::opinion
