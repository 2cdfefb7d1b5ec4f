#include "feeds/feed_schedule.hpp"

#include <gtest/gtest.h>

namespace chancery::feeds {
namespace {

using namespace std::chrono_literals;
using Polled = PollOutcome::Kind;

constexpr Timestamp kPolled = from_micros(1'795'339'800'000'000);
constexpr double kMiddle = 0.5;  // no spread

auto wait(std::chrono::seconds interval, const PollOutcome& outcome, double random = kMiddle) {
  return std::chrono::floor<std::chrono::seconds>(next_poll(interval, outcome, kPolled, random).at - kPolled);
}

TEST(FeedSchedule, ComesSoonerAfterNewsAndLaterAfterSilence) {
  EXPECT_EQ(wait(60min, {.kind = Polled::News}), 30min);
  EXPECT_EQ(wait(60min, {.kind = Polled::Nothing}), 75min);
  EXPECT_EQ(next_poll(60min, {.kind = Polled::News}, kPolled, 0.9).interval, 30min) << "the spread is not remembered";
}

TEST(FeedSchedule, StaysBetweenTenMinutesAndTwoHoursByItself) {
  EXPECT_EQ(wait(12min, {.kind = Polled::News}), 10min);
  EXPECT_EQ(wait(110min, {.kind = Polled::Nothing}), 2h);
  EXPECT_EQ(wait(10min, {.kind = Polled::News}, 0.0), 10min) << "nor does the spread make it shorter";
}

TEST(FeedSchedule, IsNeverSoonerThanFeedAndServerAskFor) {
  EXPECT_EQ(wait(30min, {.kind = Polled::News, .period = 6h}), 6h);
  EXPECT_EQ(wait(30min, {.kind = Polled::Nothing, .max_age = 3h}), 3h);
  EXPECT_EQ(wait(30min, {.kind = Polled::Nothing, .period = 1min, .max_age = 5s}), 37min + 30s);
  EXPECT_EQ(wait(30min, {.kind = Polled::Nothing, .period = 365 * 24h}), 24h);
}

TEST(FeedSchedule, BacksOffWhileItFails) {
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 1}), 10min);
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 2}), 20min);
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 5}), 160min);
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 1'000}), 24h);
}

TEST(FeedSchedule, ComesNotBeforeTheServerSaidItMay) {
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 9, .retry_after = 1h}, 0.0), 1h);
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 1, .retry_after = 1h}, 0.999), 1h + 360s);
  EXPECT_EQ(wait(30min, {.kind = Polled::Failed, .failures = 1, .retry_after = 1s}, 0.0), 10min);
}

TEST(FeedSchedule, SpreadsByATenthEitherWay) {
  EXPECT_EQ(wait(60min, {.kind = Polled::News}, 0.0), 27min);
  EXPECT_EQ(wait(60min, {.kind = Polled::News}, 1.0), 33min);
}

TEST(FeedSchedule, ReadsWhatServersWrite) {
  EXPECT_EQ(max_age("public, max-age=3600"), 1h);
  EXPECT_EQ(max_age("MAX-AGE=60, must-revalidate"), 60s);
  EXPECT_EQ(max_age("s-maxage=60"), std::nullopt);
  EXPECT_EQ(max_age("no-cache, max-age=3600"), std::nullopt);
  EXPECT_EQ(max_age("max-age=99999999999999999999"), 24h);
  EXPECT_EQ(max_age("max-age=-1"), std::nullopt);
  EXPECT_EQ(max_age(""), std::nullopt);
  EXPECT_EQ(retry_after("120", kPolled), 120s);
  EXPECT_EQ(retry_after(to_http_date(kPolled + 5min), kPolled), 5min);
  EXPECT_EQ(retry_after(to_http_date(kPolled - 5min), kPolled), 0s);
  EXPECT_EQ(retry_after("soon", kPolled), std::nullopt);
}

}  // namespace
}  // namespace chancery::feeds
