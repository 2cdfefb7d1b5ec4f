#include "trend/silence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "unit/trend/start.hpp"

namespace chancery::trend {
namespace {

using std::chrono::hours;

using test::kStart;

// A hundred posts an hour; thirty beside.
constexpr Expected kHundred{.value = 100, .lower = 50, .upper = 165, .variance = 900, .history = 1000};
constexpr Expected kFew{.value = 10, .lower = 4, .upper = 17, .variance = 10, .history = 1000};

SilenceHour hour(int number, double count, double total_ratio = 1, const Expected& expected = kHundred) {
  return {.from = kStart + hours{number}, .count = count, .expected = expected, .total_ratio = total_ratio};
}

TEST(Silence, BeginsWithTheSecondQuietHourAndEndsWithTheSecondLoudOne) {
  SilenceDetector detector;
  EXPECT_FALSE(detector.add(hour(0, 100)).alert.has_value());
  EXPECT_FALSE(detector.add(hour(1, 5)).alert.has_value());
  EXPECT_FALSE(detector.current().has_value());
  const auto begins = detector.add(hour(2, 3)).alert;
  ASSERT_TRUE(begins.has_value());
  EXPECT_EQ(begins->from, kStart + hours{1});
  EXPECT_EQ(begins->n, 8);
  EXPECT_EQ(begins->expected, 200);
  EXPECT_NEAR(begins->score, 97.0 / 30, 1e-9);
  EXPECT_GT(begins->surprise, 4);
  EXPECT_EQ(begins->hours, 2);
  EXPECT_FALSE(begins->to.has_value());
  EXPECT_FALSE(detector.add(hour(3, 2)).alert.has_value()) << "told once";
  EXPECT_FALSE(detector.add(hour(4, 90)).ended.has_value());
  const auto ended = detector.add(hour(5, 95)).ended;
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->to, kStart + hours{4});
  EXPECT_EQ(ended->n, 10);
  EXPECT_FALSE(detector.current().has_value());
}

TEST(Silence, IsNotOneQuietHourNorAQuietDay) {
  SilenceDetector detector;
  detector.add(hour(0, 5));
  detector.add(hour(1, 100));
  EXPECT_FALSE(detector.add(hour(2, 5)).alert.has_value());
  SilenceDetector other;
  for (int h = 0; h < 24; ++h) EXPECT_FALSE(other.add(hour(h, 40)).alert.has_value());
}

TEST(Silence, NeedsEnoughToHear) {
  SilenceDetector detector;
  for (int h = 0; h < 24; ++h) EXPECT_FALSE(detector.add(hour(h, 0, 1, kFew)).alert.has_value());
  for (int h = 24; h < 48; ++h) EXPECT_FALSE(detector.add(hour(h, 0, 1, Expected{})).alert.has_value());
}

TEST(Silence, IsNotASourceThatFailedNorANetworkThatFellQuietForAll) {
  SilenceDetector detector;
  for (int h = 0; h < 12; ++h) {
    auto failed = hour(h, 0);
    failed.source_gap = true;
    EXPECT_FALSE(detector.add(failed).alert.has_value());
  }
  for (int h = 12; h < 24; ++h) EXPECT_FALSE(detector.add(hour(h, 4, 0.05)).alert.has_value());
  // All have lost 40 %; this one 97 %.
  EXPECT_FALSE(detector.add(hour(24, 3, 0.6)).alert.has_value());
  const auto begins = detector.add(hour(25, 3, 0.6)).alert;
  ASSERT_TRUE(begins.has_value());
  EXPECT_EQ(begins->expected, 120);
  EXPECT_EQ(begins->total_ratio, 0.6);
}

TEST(Silence, LastsThroughANightWhenLittleIsExpected) {
  SilenceDetector detector;
  detector.add(hour(0, 0));
  ASSERT_TRUE(detector.add(hour(1, 0)).alert.has_value());
  for (int h = 2; h < 10; ++h) EXPECT_FALSE(detector.add(hour(h, 9, 1, kFew)).ended.has_value());
  EXPECT_TRUE(detector.current().has_value());
}

}  // namespace
}  // namespace chancery::trend
