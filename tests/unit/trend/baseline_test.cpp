#include "trend/baseline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "unit/trend/start.hpp"

namespace chancery::trend {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A Monday at midnight.
using test::kStart;

// Twice as much at noon as on average, nothing much at midnight; half on Saturday and Sunday.
double usual(int hour, double mean) {
  const double day = 1 - 0.8 * std::cos(2 * std::numbers::pi * (hour % 24) / 24.0);
  return mean * day * ((hour / 24) % 7 >= 5 ? 0.5 : 1);
}

Baseline after(int seen, double mean, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  Baseline baseline;
  for (int h = 0; h < seen; ++h) {
    baseline.observe(kStart + hours{h}, std::poisson_distribution<int>(usual(h, mean))(random));
  }
  return baseline;
}

TEST(Baseline, GivesAFirstGuessAfterThreeHoursWhoseBandIsWideAndNarrows) {
  Baseline baseline;
  const auto hear = [&](int from, int to) {
    for (int h = from; h < to; ++h) baseline.observe(kStart + hours{h}, 12);
  };
  hear(0, 3);
  const Expected first = baseline.hour(kStart + hours{3});
  EXPECT_NEAR(first.value, 12, 0.5);
  // Of the variance 12 is Poisson's. Relative to the mean squared, an hour of the day never heard is worth 0.4, the
  // day, the cell and the last hours up to 0.3 together, the level 1 / 36 + 0.1 / 3: with the scatter about 0.6 to 0.9
  // in all, or 100 to 140.
  EXPECT_GT(first.variance, 12 + 0.6 * 144);
  EXPECT_LT(first.variance, 12 + 0.9 * 144);
  EXPECT_LE(first.lower, 1);
  EXPECT_GE(first.upper, 30);
  EXPECT_LE(first.upper, 48);
  hear(3, 27);
  const Expected day = baseline.hour(kStart + hours{27});
  hear(27, 21 * 24);
  const Expected weeks = baseline.hour(kStart + hours{21 * 24});
  EXPECT_LT(day.upper - day.lower, first.upper - first.lower);
  EXPECT_LT(weeks.upper - weeks.lower, day.upper - day.lower);
}

TEST(Baseline, HoldsWhatItSaysOnTheFirstDayToo) {
  int within = 0;
  int all = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const int begin = static_cast<int>(random() % 24);  // whenever a server is started
    Baseline baseline;
    for (int h = begin; h < begin + 24; ++h) {
      const double count = std::poisson_distribution<int>(usual(h, 30))(random);
      if (h >= begin + 3) {
        const Expected expected = baseline.hour(kStart + hours{h});
        within += expected.lower <= count && count <= expected.upper ? 1 : 0;
        ++all;
      }
      baseline.observe(kStart + hours{h}, count);
    }
  }
  EXPECT_GT(within, all * 93 / 100) << within << " of " << all;
}

TEST(Baseline, SaysThatItKnowsNothing) {
  const Baseline baseline;
  const Expected expected = baseline.hour(kStart);
  EXPECT_FALSE(expected.known());
  EXPECT_EQ(expected.lower, 0);
  EXPECT_TRUE(std::isinf(expected.upper));
  EXPECT_EQ(expected.score(1000), 0);
}

TEST(Baseline, ExpectsAfterAnHourTheSameAgainWithinAWideBand) {
  Baseline baseline;
  ASSERT_TRUE(baseline.observe(kStart, 60));
  const Expected expected = baseline.hour(kStart + hours{1});
  EXPECT_NEAR(expected.value, 60, 6);
  EXPECT_LT(expected.lower, 15);
  EXPECT_GT(expected.upper, 130);
}

TEST(Baseline, KnowsTheShapeOfADayAfterThreeDays) {
  const Baseline baseline = after(72, 100);
  const double night = baseline.hour(kStart + hours{72}).value;
  const double noon = baseline.hour(kStart + hours{84}).value;
  EXPECT_LT(night, 55);
  EXPECT_GT(noon, 130);
  EXPECT_LT(noon, 200);
}

TEST(Baseline, KnowsTheWeekAfterFourWeeks) {
  constexpr int kWeeks = 4;
  const Baseline baseline = after(kWeeks * 168, 100);
  double error = 0;
  for (int h = 0; h < 168; ++h) {
    const double truth = usual(h, 100);
    error += std::abs(baseline.hour(kStart + hours{kWeeks * 168 + h}).value - truth) / 100;
  }
  EXPECT_LT(error / 168, 0.10);
  // Wednesday noon 180; Sunday noon 90.
  EXPECT_NEAR(baseline.hour(kStart + hours{kWeeks * 168 + 2 * 24 + 12}).value, 180, 25);
  EXPECT_NEAR(baseline.hour(kStart + hours{kWeeks * 168 + 6 * 24 + 12}).value, 90, 20);
}

TEST(Baseline, HoldsAboutNineteenOfTwentyHoursInItsBand) {
  for (const double mean : {2.0, 30.0, 400.0}) {
    std::mt19937 random(5);
    Baseline baseline;
    int inside = 0;
    int judged = 0;
    for (int h = 0; h < 6 * 168; ++h) {
      // Counts of an hour scatter by 30 % beyond Poisson.
      const double rate = std::gamma_distribution<double>(11, usual(h, mean) / 11)(random);
      const int n = std::poisson_distribution<int>(rate)(random);
      if (h >= 2 * 168) {
        const Expected expected = baseline.hour(kStart + hours{h});
        ++judged;
        if (n >= expected.lower && n <= expected.upper) ++inside;
      }
      baseline.observe(kStart + hours{h}, n);
    }
    const double share = static_cast<double>(inside) / judged;
    EXPECT_GT(share, 0.92) << mean;
    EXPECT_LE(share, 0.995) << mean;
  }
}

TEST(Baseline, TakesAGapForUnknownNotForZero) {
  Baseline whole = after(14 * 24, 100);
  Baseline gap = whole;
  const auto later = kStart + hours{14 * 24 + 36};
  EXPECT_NEAR(gap.hour(later).value, whole.hour(later).value, 1e-9);
  const double near = gap.hour(kStart + hours{14 * 24}).variance / gap.hour(kStart + hours{14 * 24}).value;
  const double far = gap.hour(kStart + hours{21 * 24}).variance / gap.hour(kStart + hours{21 * 24}).value;
  EXPECT_GT(far, near);
  for (int h = 0; h < 36; ++h) whole.observe(kStart + hours{14 * 24 + h}, 0);
  EXPECT_LT(whole.hour(later).value, 0.6 * gap.hour(later).value);
}

TEST(Baseline, LearnsLittleFromOneLoudHourAndFollowsALastingChange) {
  Baseline baseline = after(28 * 24, 100);
  const auto noon = kStart + hours{28 * 24 + 12};
  const double before = baseline.hour(noon + hours{24}).value;
  baseline.observe(noon, 10'000);
  EXPECT_LT(baseline.hour(noon + hours{24}).value, 1.15 * before);

  Baseline lasting = after(28 * 24, 100);
  for (int h = 0; h < 48; ++h) lasting.observe(kStart + hours{28 * 24 + h}, 3 * usual(h, 100));
  EXPECT_GT(lasting.hour(kStart + hours{30 * 24 + 12}).value, 1.8 * before);
}

TEST(Baseline, SharesAnHourAmongTenMinutes) {
  const Baseline baseline = after(28 * 24, 100);
  const auto noon = kStart + hours{28 * 24 + 12};
  double sum = 0;
  for (int i = 0; i < 6; ++i) {
    const Expected bin = baseline.bin(noon + minutes{10 * i}, minutes{10});
    sum += bin.value;
    EXPECT_GT(bin.upper, bin.value);
    EXPECT_LT(bin.lower, bin.value);
  }
  EXPECT_NEAR(sum, baseline.hour(noon).value, 0.1 * baseline.hour(noon).value);
}

TEST(Baseline, LeavesOutHoursAlreadySeen) {
  Baseline baseline = after(10, 100);
  EXPECT_FALSE(baseline.observe(kStart + hours{9}, 5));
  EXPECT_FALSE(baseline.observe(kStart + hours{2}, 5));
  EXPECT_EQ(baseline.history(), 10U);
  EXPECT_EQ(baseline.next(), kStart + hours{10});
}

}  // namespace
}  // namespace chancery::trend
