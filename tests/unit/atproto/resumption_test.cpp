#include "atproto/resumption.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
using Verdict = Resumption::Verdict;
using std::chrono::seconds;

Timestamp at(int second) {
  return from_micros(1'779'719'000'000'000) + seconds{second};
}

class Resuming : public testing::Test {
 protected:
  // A post as its wire has it: the cursor is a time on v1, a number on v2.
  DecodedEvent post(std::int64_t cursor, Timestamp time, int n) {
    auto& id = names_.emplace_back("at://did:plc:a/app.bsky.feed.post/" + std::to_string(n));
    DecodedEvent event;
    event.kind = DecodedEvent::Kind::Post;
    event.post = {.id = id, .author = "did:plc:a", .time = time, .rev = "3r"};
    event.cursor = cursor;
    event.time = time;
    return event;
  }
  DecodedEvent v1_post(int second, int n) { return post(to_micros(at(second)), at(second), n); }
  static DecodedEvent other(std::int64_t cursor, Timestamp time) {
    DecodedEvent event;
    event.cursor = cursor;
    event.time = time;
    return event;
  }

 private:
  std::deque<std::string> names_;
};

TEST_F(Resuming, V1AsksForFiveSecondsMoreAndDropsWhatItHeard) {
  Resumption v1(Wire::V1, 7);
  EXPECT_EQ(v1.begin({}), 0) << "live";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(v1.judge(v1_post(i, i)), Verdict::Take);
  EXPECT_EQ(v1.begin({.cursor = 3, .reached = at(-900)}), to_micros(at(14))) << "what it saw itself is newer";
  EXPECT_EQ(v1.judge(v1_post(14, 14)), Verdict::Drop);
  EXPECT_EQ(v1.judge(v1_post(15, 100)), Verdict::Take) << "it came late, and is new";
  EXPECT_EQ(v1.judge(other(to_micros(at(16)), at(16))), Verdict::Drop) << "counted before";
  EXPECT_EQ(v1.judge(v1_post(19, 19)), Verdict::Drop);
  EXPECT_EQ(v1.judge(v1_post(20, 20)), Verdict::Take);
  EXPECT_EQ(v1.judge(v1_post(20, 20)), Verdict::Drop) << "delivery is at least once at any time";
  EXPECT_EQ(v1.judge(other(to_micros(at(21)), at(21))), Verdict::Take);
  EXPECT_FALSE(v1.take_gap().has_value());
}

TEST_F(Resuming, FindsTheSilentClampOfV1) {
  Resumption v1(Wire::V1, 7);
  EXPECT_EQ(v1.begin({.cursor = to_micros(at(0)), .reached = at(0)}), to_micros(at(-5)));
  EXPECT_EQ(v1.judge(v1_post(3'600, 1)), Verdict::Take);
  EXPECT_EQ(v1.take_gap(), (activity::SourceGap{at(0), at(3'600)}));
  EXPECT_FALSE(v1.take_gap().has_value()) << "told once";
  EXPECT_EQ(v1.judge(v1_post(7'200, 2)), Verdict::Take);
  EXPECT_FALSE(v1.take_gap().has_value()) << "a quiet hour within the stream is no gap";
}

TEST_F(Resuming, TakesUpAnotherServerByTime) {
  for (const auto wire : {Wire::V1, Wire::V2}) {
    Resumption resumption(wire, 7);
    EXPECT_EQ(resumption.begin({.cursor = 0, .reached = at(60)}), to_micros(at(55)));
  }
}

TEST_F(Resuming, V2AsksForTheLastNumberAndDropsWhatIsNotGreater) {
  Resumption v2(Wire::V2, 7);
  EXPECT_EQ(v2.begin({.cursor = 100, .reached = at(0)}), 100);
  EXPECT_EQ(v2.judge(post(100, at(0), 1)), Verdict::Drop) << "inclusive: this one was heard";
  EXPECT_EQ(v2.judge(post(101, at(0), 2)), Verdict::Take);
  EXPECT_EQ(v2.judge(other(103, at(1))), Verdict::Take);
  EXPECT_EQ(v2.begin({.cursor = 101, .reached = at(0)}), 103);
  EXPECT_EQ(v2.judge(other(103, at(1))), Verdict::Drop);
  EXPECT_EQ(v2.judge(post(110, at(9), 3)), Verdict::Take);
  EXPECT_FALSE(v2.take_gap().has_value());
}

TEST_F(Resuming, V2AsksByTimeWhenTheServerCountsOtherwise) {
  Resumption v2(Wire::V2, 7);
  EXPECT_EQ(v2.begin({.cursor = 9'000, .reached = at(0)}), 9'000);
  EXPECT_EQ(v2.judge(post(40, at(50), 40)), Verdict::Elsewhere) << "a cursor of its future meant: live";
  EXPECT_EQ(v2.begin({.cursor = 9'000, .reached = at(0)}), to_micros(at(-5)));
  EXPECT_EQ(v2.judge(post(12, at(-5), 12)), Verdict::Take);
  EXPECT_FALSE(v2.take_gap().has_value()) << "nothing is lost";
  EXPECT_EQ(v2.judge(post(13, at(1), 13)), Verdict::Take);
  EXPECT_EQ(v2.begin({}), 13) << "its own numbers hold from here on";
}

TEST_F(Resuming, V2AsksByTimeWhenItsFirstEventComesTooLate) {
  Resumption v2(Wire::V2, 7);
  EXPECT_EQ(v2.begin({.cursor = 100, .reached = at(0)}), 100);
  EXPECT_EQ(v2.judge(post(120, at(30), 1)), Verdict::Elsewhere);
  EXPECT_EQ(v2.begin({.cursor = 100, .reached = at(0)}), to_micros(at(-5)));
  EXPECT_EQ(v2.judge(post(120, at(30), 1)), Verdict::Take) << "by time it is the first too";
  EXPECT_EQ(v2.take_gap(), (activity::SourceGap{at(0), at(30)}));
}

TEST_F(Resuming, TellsTheBoundsOfWhatARefusedCursorLost) {
  Resumption v2(Wire::V2, 7);
  EXPECT_EQ(v2.begin({.cursor = 100, .reached = at(0)}), 100);
  v2.refused();
  EXPECT_EQ(v2.begin({.cursor = 100, .reached = at(0)}), to_micros(at(-5)));
  EXPECT_EQ(v2.judge(other(0, {})), Verdict::Take) << "a notice has no place in the stream";
  EXPECT_EQ(v2.judge(post(500, at(900), 1)), Verdict::Take);
  EXPECT_EQ(v2.take_gap(), (activity::SourceGap{at(0), at(900)}));
  EXPECT_EQ(v2.begin({}), 500);

  Resumption timeless(Wire::V2, 7);
  EXPECT_EQ(timeless.begin({.cursor = 100, .reached = {}}), 100);
  timeless.refused();
  EXPECT_EQ(timeless.begin({.cursor = 100, .reached = {}}), 0);
  EXPECT_EQ(timeless.judge(post(500, at(900), 1)), Verdict::Take);
  EXPECT_EQ(timeless.take_gap(), (activity::SourceGap{{}, at(900)})) << "since when is not known";
}

TEST_F(Resuming, TellsRemovalsFromPostsAndFromEachOther) {
  RecentEvents recent(7);
  DecodedEvent gone;
  gone.kind = DecodedEvent::Kind::Removal;
  gone.removal = {.id = "at://did:plc:a/app.bsky.feed.post/1", .author = "did:plc:a", .rev = "3r"};
  EXPECT_TRUE(recent.insert(post(1, at(0), 1)));
  EXPECT_TRUE(recent.insert(gone));
  EXPECT_FALSE(recent.insert(gone));
  gone.removal = {.id = {}, .author = "did:plc:a", .rev = {}};
  gone.time = at(0);
  EXPECT_TRUE(recent.insert(gone));
  EXPECT_FALSE(recent.insert(gone));
  gone.time = at(60);
  EXPECT_TRUE(recent.insert(gone)) << "gone again, after having come back";
}

TEST_F(Resuming, RemembersSoManyAndNoMore) {
  RecentEvents recent(7);
  const auto insert = [&](int n) {
    const auto id = std::to_string(n);
    DecodedEvent event;
    event.kind = DecodedEvent::Kind::Post;
    event.post = {.id = id, .rev = "3r"};
    return recent.insert(event);
  };
  constexpr int kSize = static_cast<int>(RecentEvents::kSize);
  for (int n = 0; n < 3 * kSize; ++n) ASSERT_TRUE(insert(n)) << n;
  for (int n = 2 * kSize; n < 3 * kSize; ++n) ASSERT_FALSE(insert(n)) << n;
  EXPECT_TRUE(insert(2 * kSize - 1)) << "forgotten";
  EXPECT_TRUE(insert(0));
}

}  // namespace
}  // namespace chancery::atproto
