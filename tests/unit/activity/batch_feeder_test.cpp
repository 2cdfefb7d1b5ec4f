#include "activity/batch_feeder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/collecting_sink.hpp"
#include "support/fixed_clock.hpp"

namespace chancery::activity {
namespace {

using std::chrono::milliseconds;

class Feeding : public testing::Test {
 protected:
  void post(const std::string& id, const std::string& author = "anna", std::int64_t cursor = 0,
            const std::string& text = "some words") {
    DecodedEvent event;
    event.kind = DecodedEvent::Kind::Post;
    event.post = {.id = id, .author = author, .time = clock.now(), .text = text, .rev = "1"};
    event.cursor = cursor;
    event.time = clock.now();
    feeder.add(event, {});
  }
  void removal(const std::string& id, const std::string& author) {
    DecodedEvent event;
    event.kind = DecodedEvent::Kind::Removal;
    event.removal = {.id = id, .author = author};
    feeder.add(event, {});
  }
  void other(std::int64_t cursor = 0) {
    DecodedEvent event;
    event.cursor = cursor;
    feeder.add(event, {});
  }

  test::FixedClock clock;
  test::CollectingSink sink;
  SourceMeter meter{clock, SourceKind::Jetstream, "wss://h.example"};
  BatchFeeder feeder{sink, clock, meter, "wss://h.example"};
};

TEST_F(Feeding, HandsOverAFullBatch) {
  for (int i = 0; i < 2047; ++i) post(std::to_string(i));
  EXPECT_EQ(sink.state().batches, 0U);
  post("2047");
  EXPECT_EQ(sink.state().batches, 1U);
  EXPECT_EQ(sink.state().posts.size(), 2048U);
  for (std::size_t i = 0; i < 16'384; ++i) other();
  EXPECT_EQ(sink.state().batches, 2U) << "events without a post go out too, or the cursor would stand still";
  EXPECT_EQ(sink.state().events, 2048U + 16'384U);
}

TEST_F(Feeding, HandsOverABatchThatIsOldEnough) {
  EXPECT_EQ(feeder.until_due(), milliseconds{250});
  post("1");
  clock.advance(milliseconds{249});
  EXPECT_EQ(feeder.until_due(), milliseconds{1});
  feeder.hand_over_due({});
  EXPECT_EQ(sink.state().batches, 0U);
  clock.advance(milliseconds{1});
  feeder.hand_over_due({});
  EXPECT_EQ(sink.state().batches, 1U);
  EXPECT_EQ(feeder.until_due(), milliseconds{250}) << "nothing waits";
  clock.advance(milliseconds{500});
  feeder.hand_over_due({});
  EXPECT_EQ(sink.state().batches, 1U) << "an empty batch is none";
}

TEST_F(Feeding, CopiesWhatItKeeps) {
  {
    std::string passing = "a text that is gone when the batch is handed over";
    post("at://x/1", "anna", 0, passing);
    passing.assign(passing.size(), '?');
  }
  post("at://x/2", "bert", 0, std::string(3 * 1024 * 1024, 'x'));
  for (int i = 3; i < 400; ++i) post("at://x/" + std::to_string(i), "carl", 0, std::string(2'000, 'y'));
  feeder.hand_over({});
  const auto posts = sink.state().posts;
  ASSERT_EQ(posts.size(), 399U);
  EXPECT_EQ(posts[0].text, "a text that is gone when the batch is handed over");
  EXPECT_EQ(posts[0].author, "anna");
  EXPECT_EQ(posts[1].text.size(), 3U * 1024 * 1024);
  EXPECT_EQ(posts[398].id, "at://x/399");
  EXPECT_EQ(posts[398].text, std::string(2'000, 'y'));
}

TEST_F(Feeding, CopiesTheListsToo) {
  {
    std::vector<std::string> passing;
    for (int i = 0; i < 64; ++i) passing.push_back("https://example.com/" + std::to_string(i));
    const std::vector<std::string_view> links(passing.begin(), passing.end());
    const std::string_view tag = "flood";
    DecodedEvent event;
    event.kind = DecodedEvent::Kind::Post;
    event.post = {.id = "odd", .author = "a", .quote_of = "at://q", .media = true, .links = links, .tags = {&tag, 1}};
    for (int i = 0; i < 500; ++i) feeder.add(event, {});
    for (auto& text : passing) text.assign(text.size(), '?');
  }
  feeder.hand_over({});
  const auto posts = sink.state().posts;
  ASSERT_EQ(posts.size(), 1U);
  EXPECT_EQ(posts[0].quote_of, "at://q");
  EXPECT_TRUE(posts[0].media);
  ASSERT_EQ(posts[0].links.size(), 64U);
  EXPECT_EQ(posts[0].links[63], "https://example.com/63");
  EXPECT_EQ(posts[0].tags, std::vector<std::string>{"flood"});
  EXPECT_TRUE(posts[0].mentions.empty());
}

TEST_F(Feeding, NeverPutsAPostBehindARemovalOfItsAuthor) {
  post("1", "anna");
  removal("1", "anna");
  post("2", "bert");
  EXPECT_EQ(sink.state().batches, 0U) << "another author's post may come before the removal";
  post("3", "anna");
  ASSERT_EQ(sink.state().batches, 1U);
  EXPECT_EQ(sink.state().posts.size(), 2U);
  EXPECT_EQ(sink.state().removals.size(), 1U);
  feeder.hand_over({});
  EXPECT_EQ(sink.state().posts.size(), 3U);
  removal("", "anna");
  post("4", "anna");
  EXPECT_EQ(sink.state().batches, 3U) << "the whole author, too";
}

TEST_F(Feeding, CountsRefusedEventsAndKeepsTheGreatestCursor) {
  post("1", "anna", 20);
  feeder.add(fail(Errc::Malformed, "rubbish"), {});
  other(30);
  post("2", "anna", 25);
  feeder.hand_over({});
  EXPECT_EQ(sink.cursor("wss://h.example"), 30);
  EXPECT_EQ(sink.state().events, 4U);
  EXPECT_EQ(sink.state().bad_lines, 1U);
  post("3", "anna", 22);
  feeder.hand_over({});
  EXPECT_EQ(sink.cursor("wss://h.example"), 30) << "redelivery does not carry it back";
  EXPECT_EQ(sink.state().reached, clock.now());
  EXPECT_EQ(meter.status().events, 5U);
  EXPECT_EQ(meter.status().bad_lines, 1U);
}

TEST_F(Feeding, OffersABatchUntilItIsTaken) {
  meter.enter(SourceState::Live);
  sink.refuse(3);
  post("1", "anna", 7);
  feeder.hand_over({});
  EXPECT_EQ(sink.state().refused, 3U);
  EXPECT_EQ(sink.state().posts.size(), 1U);
  EXPECT_EQ(meter.status().state, SourceState::Live);
}

TEST_F(Feeding, DropsWhatWasNotTakenWhenItMustStop) {
  sink.refuse(1'000'000);
  post("1", "anna", 7);
  std::jthread waiting([this](const std::stop_token& stop) { feeder.hand_over(stop); });
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.refused > 1; }));
  EXPECT_EQ(meter.status().state, SourceState::Waiting);
  EXPECT_EQ(meter.status().problem, "the store cannot keep up");
  waiting.request_stop();
  waiting.join();
  sink.refuse(0);
  feeder.hand_over({});
  EXPECT_EQ(sink.state().batches, 0U) << "dropped, and its cursor not moved: it comes again";
  EXPECT_EQ(meter.status().events, 0U);
}

}  // namespace
}  // namespace chancery::activity
