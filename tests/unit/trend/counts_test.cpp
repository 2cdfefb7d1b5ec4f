#include "trend/counts.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace chancery::trend {
namespace {

TEST(CountBounds, AreThoseOfThePoissonDistributionWhereNothingScattersMore) {
  // P(X <= 4) = 0.029 and P(X <= 3) = 0.010 for mean 10; P(X <= 17) = 0.986, P(X <= 16) = 0.973.
  const auto [lower, upper] = count_bounds(10, 10);
  EXPECT_EQ(lower, 4);
  EXPECT_EQ(upper, 17);
  // P(X = 0) = 0.9802.
  EXPECT_EQ(count_bounds(0.02, 0.02).second, 0);
  EXPECT_EQ(count_bounds(0.1, 0.1).second, 1);
  EXPECT_EQ(count_bounds(0, 5).second, 0);
}

TEST(CountBounds, WidenWithTheVarianceAndMeetWhereTheMethodChanges) {
  EXPECT_GT(count_bounds(10, 40).second, 24);
  const auto below = count_bounds(199.9, 199.9 * 9);
  const auto above = count_bounds(200.1, 200.1 * 9);
  EXPECT_NEAR(below.first, above.first, 3);
  EXPECT_NEAR(below.second, above.second, 3);
  // mean 1000, standard deviation 100: 812 and 1204 for a gamma.
  EXPECT_NEAR(count_bounds(1000, 10'000).first, 812, 3);
  EXPECT_NEAR(count_bounds(1000, 10'000).second, 1204, 3);
}

TEST(Surprise, IsTheChanceOfSoManyOrMore) {
  // Poisson of mean 1: P(X >= 5) = 0.003660, P(X >= 10) = 1.1143e-7. Mean 10: P(X <= 2) = 0.002769.
  EXPECT_NEAR(surprise_above(5, 1, 1), -std::log10(0.003660), 0.001);
  EXPECT_NEAR(surprise_above(10, 1, 1), -std::log10(1.1143e-7), 0.001);
  EXPECT_NEAR(surprise_below(2, 10, 10), -std::log10(0.002769), 0.001);
  // r = 1 is geometric: mean 1, variance 2, P(X >= k) = 2^-k.
  EXPECT_NEAR(surprise_above(20, 1, 2), 20 * std::log10(2.0), 0.001);
  EXPECT_NEAR(surprise_below(0, 1, 2), -std::log10(0.5), 0.001);
}

TEST(Surprise, IsNothingOnTheOtherSideOfTheMeanAndBounded) {
  EXPECT_EQ(surprise_above(3, 5, 5), 0);
  EXPECT_EQ(surprise_below(7, 5, 5), 0);
  EXPECT_EQ(surprise_above(1e9, 1e3, 1e3), 300);
  EXPECT_EQ(surprise_above(1, 0, 0), 300);
}

TEST(Surprise, MeetsWhereTheMethodChanges) {
  EXPECT_NEAR(surprise_above(2800, 1999, 19'990), surprise_above(2802, 2001, 20'010), 0.15);
  EXPECT_NEAR(surprise_below(1300, 1999, 19'990), surprise_below(1301, 2001, 20'010), 0.15);
}

}  // namespace
}  // namespace chancery::trend
