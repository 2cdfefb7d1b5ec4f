#include "feeds/demo_source.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>

#include "support/collecting_sink.hpp"
#include "support/fixed_clock.hpp"

namespace chancery::feeds {
namespace {

using chancery::test::CollectingSink;
using std::chrono::hours;
using std::chrono::minutes;

// Wall and steady time pass together, ten minutes each time somebody asks.
class HurriedClock final : public Clock {
 public:
  explicit HurriedClock(Timestamp start) : now_(start) {}
  [[nodiscard]] Timestamp now() const override { return now_ += minutes{10}; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point{now_.time_since_epoch()};
  }

 private:
  mutable Timestamp now_;
};

// Looks at each batch, and asks the source to stop after some.
class WatchingSink final : public activity::PostSink {
 public:
  explicit WatchingSink(std::size_t stop_after = 0) : stop_after_(stop_after) {}
  [[nodiscard]] Status take(const activity::PostBatch& batch) override {
    EXPECT_FALSE(batch.posts.empty());
    EXPECT_EQ(std::chrono::floor<hours>(batch.posts.front().time), std::chrono::floor<hours>(batch.posts.back().time));
    EXPECT_EQ(batch.reached, batch.posts.back().time);
    EXPECT_EQ(batch.cursor, to_micros(batch.reached));
    EXPECT_EQ(batch.source, "recording:sample");
    for (const auto& post : batch.posts) {
      EXPECT_GT(post.time, last_);
      last_ = post.time;
    }
    posts += batch.posts.size();
    if (posts >= stop_after_ && stop_after_ > 0) stop.request_stop();
    return {};
  }

  std::stop_source stop;
  std::size_t posts = 0;

 private:
  std::size_t stop_after_;
  Timestamp last_;
};

const Timestamp kStarted = from_rfc3339("2026-11-22T09:25:00Z").value();

TEST(DemoSource, FillsFourWeeksInBatchesOfAnHourAtMost) {
  const chancery::test::FixedClock clock(kStarted);
  WatchingSink sink;
  DemoSource source(kStarted, 0, sink, clock);
  EXPECT_EQ(source.fill(kStarted), sink.posts);
  EXPECT_GT(sink.posts, 15'000U);
  EXPECT_EQ(source.fill(kStarted), 0U) << "all of it was given";
  EXPECT_EQ(source.status().kind, activity::SourceKind::Sample);
  EXPECT_EQ(source.status().events, sink.posts);
}

TEST(DemoSource, OffersAgainWhatTheSinkCannotTake) {
  const chancery::test::FixedClock clock(kStarted);
  WatchingSink whole;
  const auto posts = DemoSource(kStarted, to_micros(kStarted - hours{30}), whole, clock).fill(kStarted - hours{20});
  CollectingSink sink;
  sink.refuse(2);
  EXPECT_EQ(DemoSource(kStarted, to_micros(kStarted - hours{30}), sink, clock).fill(kStarted - hours{20}), posts);
  EXPECT_EQ(sink.state().refused, 2U);
  EXPECT_EQ(sink.state().posts.size(), posts);
}

TEST(DemoSource, GoesOnFromWhereItWasHeardTo) {
  const chancery::test::FixedClock clock(kStarted);
  CollectingSink sink;
  DemoSource(kStarted, 0, sink, clock).fill(kStarted);
  const auto before = sink.state();
  const auto cursor = sink.cursor("recording:sample");
  EXPECT_EQ(cursor, to_micros(before.reached));
  DemoSource(kStarted, cursor, sink, clock).fill(kStarted + hours{2});
  const auto after = sink.state();
  EXPECT_EQ(after.redelivered, 0U);
  ASSERT_GT(after.posts.size(), before.posts.size());
  EXPECT_GT(after.posts.at(before.posts.size()).time, before.reached);
}

TEST(DemoSource, FillsAGapOfFourWeeksAtMost) {
  const chancery::test::FixedClock clock(kStarted);
  CollectingSink sink;
  DemoSource(kStarted, to_micros(kStarted), sink, clock).fill(kStarted + std::chrono::days{40});
  EXPECT_GT(sink.state().posts.front().time, kStarted + std::chrono::days{12});
}

TEST(DemoSource, GivesEachPostWhenItIsDue) {
  const HurriedClock clock(kStarted);
  WatchingSink sink(40);
  DemoSource source(kStarted, to_micros(kStarted), sink, clock);
  source.run(sink.stop.get_token());
  EXPECT_GE(sink.posts, 40U);
  EXPECT_EQ(source.status().state, activity::SourceState::Stopped);
  EXPECT_EQ(source.status().problem, "");
}

}  // namespace
}  // namespace chancery::feeds
