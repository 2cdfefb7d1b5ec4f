#include "trend/burst.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "trend/counts.hpp"
#include "unit/trend/start.hpp"

namespace chancery::trend {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

using test::kStart;
constexpr minutes kBin{10};

// Four posts a bin, Poisson, known for long.
constexpr Expected kFour{.value = 4, .lower = 1, .upper = 8, .variance = 4, .history = 1000};

struct Told {
  std::vector<Burst> alerts;
  std::vector<Burst> ended;
};

// Feeds bins from kStart on; below zero: the bin never came.
Told feed(BurstDetector& detector, const std::vector<int>& counts, int first = 0, const Expected& expected = kFour) {
  Told told;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0) continue;
    const auto step = detector.add(kStart + kBin * (first + static_cast<int>(i)), counts[i], expected);
    if (step.alert) told.alerts.push_back(*step.alert);
    if (step.ended) told.ended.push_back(*step.ended);
  }
  return told;
}

TEST(Burst, MergesLoudBinsAndThoseBetweenAndTellsOnce) {
  BurstDetector detector;
  // Loud from the second 20 to the second 15; the 9 lies two deviations above, the 4 is forgiven.
  const auto told = feed(detector, {4, 3, 20, 9, 4, 15, 4, 4, 4, 4});
  ASSERT_EQ(told.alerts.size(), 1U);
  const Burst& alert = told.alerts[0];
  EXPECT_EQ(alert.from, kStart + kBin * 2);
  EXPECT_EQ(alert.n, 20);
  EXPECT_EQ(alert.expected, 4);
  EXPECT_EQ(alert.score, 8);  // (20 - 4) / sqrt(4)
  EXPECT_NEAR(alert.surprise, surprise_above(20, 4, 4), 1e-9);
  EXPECT_FALSE(alert.escalated);
  EXPECT_FALSE(alert.little_history);
  ASSERT_EQ(told.ended.size(), 1U);
  EXPECT_EQ(told.ended[0].from, kStart + kBin * 2);
  EXPECT_EQ(told.ended[0].to, kStart + kBin * 6);
  EXPECT_EQ(told.ended[0].n, 20 + 9 + 15);
  EXPECT_EQ(told.ended[0].expected, 12);
  EXPECT_EQ(told.ended[0].peak, 20);
  EXPECT_FALSE(detector.current().has_value());
}

TEST(Burst, NeedsFivePostsAndOneInAThousand) {
  BurstDetector detector;
  const Expected tenth{.value = 0.1, .variance = 0.1, .history = 1000};
  EXPECT_TRUE(feed(detector, {4}, 0, tenth).alerts.empty());
  EXPECT_EQ(feed(detector, {5}, 1, tenth).alerts.size(), 1U);
  // Poisson of mean 4: P(X >= 11) = 0.0028, P(X >= 12) = 0.0009.
  BurstDetector other;
  EXPECT_TRUE(feed(other, {11}).alerts.empty());
  EXPECT_EQ(feed(other, {12}, 1).alerts.size(), 1U);
}

TEST(Burst, IsToldAgainOnlyWhenItEscalates) {
  BurstDetector detector;
  const auto told = feed(detector, {20, 25, 30, 59, 60, 100, 179, 180});
  ASSERT_EQ(told.alerts.size(), 3U);
  EXPECT_EQ(told.alerts[0].peak, 20);
  EXPECT_EQ(told.alerts[1].peak, 60);
  EXPECT_TRUE(told.alerts[1].escalated);
  EXPECT_EQ(told.alerts[2].peak, 180);
}

TEST(Burst, IsSilentForADayAfterTheLastLoudBin) {
  BurstDetector detector;
  EXPECT_EQ(feed(detector, {30}).alerts.size(), 1U);
  EXPECT_TRUE(feed(detector, {30}, 6 * 10).alerts.empty());
  EXPECT_TRUE(feed(detector, {30}, 6 * 30).alerts.empty());  // 20 hours after the second
  const auto later = feed(detector, {30}, 6 * 54 + 1);
  ASSERT_EQ(later.alerts.size(), 1U);
  EXPECT_FALSE(later.alerts[0].escalated);
}

TEST(Burst, ComparesWithTheDayAndTheWeekBefore) {
  // A peak at noon that no baseline has learned, every day of a week. It is told on the first day; later the same
  // height is no news, three times of it is.
  BurstDetector detector(BurstRule{.quiet = hours{2}});
  std::vector<int> week(7 * 144, 4);
  const Expected noon{.value = 16, .variance = 16, .history = 1000};
  for (int day = 0; day < 7; ++day) {
    EXPECT_TRUE(feed(detector, std::vector<int>(72, 4), day * 144).alerts.empty());
    EXPECT_TRUE(feed(detector, {20}, day * 144 + 72, noon).alerts.empty());
    EXPECT_TRUE(feed(detector, std::vector<int>(71, 4), day * 144 + 73).alerts.empty());
  }
  EXPECT_TRUE(feed(detector, std::vector<int>(72, 4), 7 * 144).alerts.empty());
  EXPECT_TRUE(feed(detector, {30}, 7 * 144 + 72).alerts.empty());  // 20 + 4 sqrt(21) = 38
  const auto told = feed(detector, {60}, 7 * 144 + 73);
  ASSERT_EQ(told.alerts.size(), 1U);
  EXPECT_EQ(told.alerts[0].day_before, 20);
  EXPECT_EQ(told.alerts[0].week_before, 20);
}

TEST(Burst, ComparesNotWithABurstOfTheDayBefore) {
  BurstDetector detector(BurstRule{.quiet = hours{2}});
  EXPECT_EQ(feed(detector, {200}).alerts.size(), 1U);
  feed(detector, std::vector<int>(143, 4), 1);
  const auto told = feed(detector, {60}, 144);
  ASSERT_EQ(told.alerts.size(), 1U);
  EXPECT_EQ(told.alerts[0].day_before, 4);
}

TEST(Burst, JudgesBinsByTheirOwnMeanWhileThereIsLittleHistory) {
  BurstDetector detector;
  const Expected nothing;
  // The first bin is the mean: 2. Loud above 2 + 4 sqrt(3) = 8.9.
  EXPECT_TRUE(feed(detector, {2, 8}, 0, nothing).alerts.empty());
  const auto told = feed(detector, {11}, 2, nothing);
  ASSERT_EQ(told.alerts.size(), 1U);
  EXPECT_TRUE(told.alerts[0].little_history);
  EXPECT_NEAR(told.alerts[0].expected, 2.3, 1e-9);  // 0.95 * 2 + 0.05 * 8
}

TEST(Burst, EndsInAGapAndTakesNoBinTwice) {
  BurstDetector detector;
  EXPECT_EQ(feed(detector, {30}).alerts.size(), 1U);
  EXPECT_FALSE(detector.add(kStart, 500, kFour).alert.has_value());
  const auto told = feed(detector, {30}, 5);
  ASSERT_EQ(told.ended.size(), 1U);
  EXPECT_EQ(told.ended[0].to, kStart + kBin);
  ASSERT_TRUE(detector.current().has_value());
  EXPECT_EQ(detector.current()->from, kStart + kBin * 5);
}

// --- the crisis streams ---

struct Stream {
  std::int64_t first = 0;
  std::vector<double> bins;
};

Stream read(const std::filesystem::path& file) {
  Stream stream;
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::int64_t bin = std::stoll(line) / 600;
    if (stream.bins.empty()) stream.first = bin;
    stream.bins.resize(std::max(stream.bins.size(), static_cast<std::size_t>(bin - stream.first) + 1));
    ++stream.bins[static_cast<std::size_t>(bin - stream.first)];
  }
  return stream;
}

TEST(Burst, MissesNoCrisisAndIsQuieterThanVolumeAlone) {
  const char* data = std::getenv("CHANCERY_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: crisis streams are not replayed";
  const auto folder = std::filesystem::path(data) / "crisis";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no " << folder << ": crisis streams are not replayed";
  std::size_t alerts = 0;
  int streams = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") continue;
    const Stream stream = read(entry.path());
    const auto peak = std::ranges::max_element(stream.bins) - stream.bins.begin();
    Baseline baseline;
    BurstDetector detector;
    double hour = 0;
    bool before_peak = false;
    for (std::size_t i = 0; i < stream.bins.size(); ++i) {
      const std::int64_t number = stream.first + static_cast<std::int64_t>(i);
      const Timestamp at{kBin * number};
      if (detector.add(at, stream.bins[i], baseline.bin(at, kBin)).alert) {
        ++alerts;
        before_peak = before_peak || static_cast<std::ptrdiff_t>(i) <= peak;
      }
      hour += stream.bins[i];
      if (number % 6 == 5) {
        baseline.observe(at, hour);
        hour = 0;
      }
    }
    EXPECT_TRUE(before_peak) << entry.path();
    ++streams;
  }
  EXPECT_EQ(streams, 12);
  EXPECT_LT(alerts, 44U);  // of the detector that knows volume alone, in reference.json
}

}  // namespace
}  // namespace chancery::trend
