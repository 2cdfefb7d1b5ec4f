#include "activity/source_meter.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "support/fixed_clock.hpp"

namespace chancery::activity {
namespace {

using std::chrono::seconds;

TEST(SourceMeter, ShowsTheMeanRateOfTheLastTenSeconds) {
  test::FixedClock clock;
  SourceMeter meter(clock, SourceKind::Jetstream, "wss://h.example");
  EXPECT_EQ(meter.status().events_per_second, 0);
  meter.count(100, 0, clock.now());
  EXPECT_EQ(meter.status().events_per_second, 100) << "of the time since the first event, while that is shorter";
  for (int second = 1; second < 20; ++second) {
    clock.advance(seconds{1});
    meter.count(50, 0, clock.now());
  }
  EXPECT_EQ(meter.status().events_per_second, 50);
  clock.advance(seconds{5});
  EXPECT_EQ(meter.status().events_per_second, 25);
  clock.advance(seconds{60});
  EXPECT_EQ(meter.status().events_per_second, 0);
  EXPECT_EQ(meter.status().events, 100U + 19U * 50U);
}

TEST(SourceMeter, WarnsOfAStreamThatFallsBehindWhatItsServerKeeps) {
  using std::chrono::hours;
  test::FixedClock clock;
  SourceMeter meter(clock, SourceKind::Jetstream, "wss://h.example");
  meter.enter(SourceState::Live);
  meter.count(1, 0, clock.now() - hours{20});
  EXPECT_EQ(meter.status().warning, "") << "nobody said how long it keeps what it sent";
  meter.retained(hours{36});
  EXPECT_EQ(meter.status().retention, hours{36});
  EXPECT_EQ(meter.status().warning, "20 hours behind: the server keeps 36, and what is older is lost");
  meter.count(1, 0, clock.now() - hours{17});
  EXPECT_EQ(meter.status().warning, "");
  meter.count(1, 0, clock.now());
  clock.advance(hours{30});
  EXPECT_EQ(meter.status().warning, "") << "a stream that is idle is not behind";
  meter.enter(SourceState::Waiting, "the line broke");
  EXPECT_EQ(meter.status().warning, "30 hours behind: the server keeps 36, and what is older is lost");
}

TEST(SourceMeter, ShowsTheLagOfTheNewestEvent) {
  test::FixedClock clock;
  SourceMeter meter(clock, SourceKind::Jetstream, "wss://h.example");
  EXPECT_FALSE(meter.status().lag.has_value()) << "nothing before the first event";
  meter.count(1, 0, clock.now() - seconds{30});
  EXPECT_EQ(meter.status().lag, seconds{30});
  meter.count(1, 0, clock.now() - seconds{90});
  EXPECT_EQ(meter.status().lag, seconds{30}) << "an older event changes nothing";
  meter.count(1, 0, clock.now() + seconds{5});
  EXPECT_EQ(meter.status().lag, seconds{0}) << "a clock that is ahead is no lag";
}

TEST(SourceMeter, ForgetsAProblemWithTheStateThatHadIt) {
  const test::FixedClock clock;
  SourceMeter meter(clock, SourceKind::Replay, "posts.ndjson");
  EXPECT_EQ(meter.status().state, SourceState::Stopped);
  meter.enter(SourceState::Waiting, "the line broke");
  EXPECT_EQ(meter.status().problem, "the line broke");
  meter.enter(SourceState::Live);
  EXPECT_EQ(meter.status().problem, "");
  EXPECT_EQ(meter.status().kind, SourceKind::Replay);
  EXPECT_EQ(meter.status().address, "posts.ndjson");
}

TEST(SourceMeter, CountsGapsAndShowsTheLast) {
  const test::FixedClock clock;
  SourceMeter meter(clock, SourceKind::Jetstream, "wss://h.example");
  const SourceGap first{from_micros(1), from_micros(2)};
  const SourceGap second{from_micros(3), from_micros(4)};
  meter.lost(first);
  meter.lost(second);
  EXPECT_EQ(meter.status().gaps, 2U);
  EXPECT_EQ(meter.status().last_gap, second);
}

}  // namespace
}  // namespace chancery::activity
