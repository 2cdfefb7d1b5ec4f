#include "feeds/replay_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "feeds/neutral_posts.hpp"
#include "feeds/sample.hpp"
#include "support/collecting_sink.hpp"
#include "support/packing.hpp"

namespace chancery::feeds {
namespace {

using activity::SourceState;
using chancery::test::CollectingSink;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Whoever asks for the time waits no longer: ten minutes have passed. What is played keeps its own times.
class SkippingClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(1'795'339'800'000'000) + elapsed_; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    elapsed_ += std::chrono::minutes{10};
    return std::chrono::steady_clock::time_point{elapsed_};
  }

 private:
  mutable microseconds elapsed_{0};
};

std::string post(std::string_view id, std::string_view time, std::string_view text = "x") {
  return R"({"id":")" + std::string(id) + R"(","author":"anna","time":")" + std::string(time) + R"(","text":")" +
         std::string(text) + "\"}\n";
}

class Replay : public testing::Test {
 protected:
  activity::SourceStatus play(ReplayOptions options) {
    ReplaySource source(std::move(options), decoder, sink, clock);
    source.run({});
    return source.status();
  }
  std::string file(std::string_view bytes) { return test::write_file(folder, "posts.ndjson", bytes); }

  chancery::test::TempFolder folder;
  SkippingClock clock;
  NeutralPostDecoder decoder{clock};
  CollectingSink sink;
};

TEST_F(Replay, PlaysARecordingAsIfItWereNow) {
  const auto status = play({.path = file(post("1", "2016-03-01T12:00:00Z") + post("2", "2016-03-01T12:00:02.5Z") +
                                         post("3", "2016-03-01T12:00:03Z"))});
  EXPECT_EQ(status.state, SourceState::Finished);
  EXPECT_EQ(status.kind, activity::SourceKind::Replay);
  EXPECT_EQ(status.address, "posts.ndjson") << "the name, not the folder it lies in";
  EXPECT_EQ(status.events, 3U);
  const auto state = sink.state();
  ASSERT_EQ(state.posts.size(), 3U);
  EXPECT_GE(state.posts[0].time, from_micros(1'795'339'800'000'000));
  EXPECT_EQ(state.posts[1].time - state.posts[0].time, milliseconds{2'500});
  EXPECT_EQ(state.posts[2].time - state.posts[0].time, milliseconds{3'000});
  EXPECT_EQ(state.cursors.at("recording:posts.ndjson"), 0) << "a recording is not resumed";
}

TEST_F(Replay, PlaysFasterWhenAsked) {
  play({.path = file(post("1", "2016-03-01T12:00:00Z") + post("2", "2016-03-01T13:00:00Z")), .speed = 3'600});
  const auto state = sink.state();
  EXPECT_EQ(state.posts[1].time - state.posts[0].time, seconds{1});
}

TEST_F(Replay, FitsTheWholeIntoATime) {
  play({.path = file(post("1", "2016-03-01T12:00:00Z") + "rubbish\n" + post("2", "2016-03-01T13:00:00Z") +
                     post("3", "2016-03-01T14:00:00Z")),
        .whole_in = seconds{4}});
  const auto state = sink.state();
  ASSERT_EQ(state.posts.size(), 3U);
  EXPECT_EQ(state.posts[1].time - state.posts[0].time, seconds{2});
  EXPECT_EQ(state.posts[2].time - state.posts[0].time, seconds{4});
}

TEST_F(Replay, CutsLongSilencesAndNeverGoesBack) {
  play({.path = file(post("1", "2016-03-01T12:00:00Z") + post("2", "2019-03-01T12:00:00Z") +
                     post("3", "2016-03-01T12:00:00Z") + post("4", "2019-03-01T12:00:01Z")),
        .longest_wait = milliseconds{500}});
  const auto state = sink.state();
  ASSERT_EQ(state.posts.size(), 4U);
  EXPECT_EQ(state.posts[1].time - state.posts[0].time, milliseconds{500});
  EXPECT_EQ(state.posts[2].time, state.posts[1].time);
  EXPECT_EQ(state.posts[3].time - state.posts[2].time, milliseconds{500});
}

TEST_F(Replay, CountsBadLinesAndPlaysTheRest) {
  const auto status =
      play({.path = file("{\n" + post("1", "2016-03-01T12:00:00Z") + "\xff\n" +
                         std::string(Recording::kMaxLine + 1, 'x') + "\n" + post("2", "2016-03-01T12:00:00Z"))});
  EXPECT_EQ(status.events, 5U);
  EXPECT_EQ(status.bad_lines, 3U);
  EXPECT_EQ(sink.state().posts.size(), 2U);
  EXPECT_EQ(status.problem, "");
}

TEST_F(Replay, PlaysABrokenArchiveToWhereItBreaksAndSaysSo) {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += post(std::to_string(i * 7'919 % 65'537), "2016-03-01T12:00:00Z");
  const auto whole = test::gzipped(text);
  const auto status = play({.path = file(whole.substr(0, whole.size() / 2))});
  EXPECT_EQ(status.state, SourceState::Finished);
  EXPECT_GT(sink.state().posts.size(), 100U);
  EXPECT_LT(sink.state().posts.size(), 2'000U);
  EXPECT_NE(status.problem.find("the archive is cut off"), std::string::npos) << status.problem;
}

TEST_F(Replay, SaysWhatItCannotPlay) {
  EXPECT_NE(play({.path = "/nowhere/at/all"}).problem.find("/nowhere/at/all"), std::string::npos);
  EXPECT_NE(play({.path = file(""), .speed = 0}).problem.find("above zero"), std::string::npos);
  EXPECT_NE(play({.path = "-", .whole_in = seconds{1}}).problem.find("standard input"), std::string::npos);
  EXPECT_EQ(play({.path = file("")}).state, SourceState::Finished);
  EXPECT_EQ(play({.path = file(""), .whole_in = seconds{1}}).problem, "");
}

TEST_F(Replay, IsHeardOnceUnlessItIsAnotherRun) {
  const auto path = file(post("1", "2016-03-01T12:00:00Z"));
  play({.path = path});
  play({.path = path});
  EXPECT_EQ(sink.state().posts.size(), 1U);
  play({.path = path, .run = "#2"});
  ASSERT_EQ(sink.state().posts.size(), 2U);
  EXPECT_EQ(sink.state().posts[1].id, "1#2");
}

TEST_F(Replay, StopsInTheMiddleOfASilence) {
  const SystemClock real;
  ReplaySource source({.path = file(post("1", "2016-03-01T12:00:00Z") + post("2", "2016-03-01T12:10:00Z")),
                       .longest_wait = std::chrono::hours{1}},
                      decoder, sink, real);
  std::jthread thread([&source](const std::stop_token& stop) { source.run(stop); });
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 1; })) << "handed over meanwhile";
  const auto asked = std::chrono::steady_clock::now();
  thread.request_stop();
  thread.join();
  EXPECT_LT(std::chrono::steady_clock::now() - asked, seconds{1});
  EXPECT_EQ(source.status().state, SourceState::Stopped);
}

TEST_F(Replay, GivesTheSampleTwoMinutesAndANameOfItsOwn) {
  const auto options = sample_replay(clock);
  EXPECT_EQ(options.path, "");
  EXPECT_EQ(options.whole_in, seconds{120});
  EXPECT_NE(options.run, sample_replay(clock).run.substr(0, 1)) << "each play is heard anew";
}

}  // namespace
}  // namespace chancery::feeds
