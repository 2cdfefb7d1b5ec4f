#include "atproto/jetstream_source.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/collecting_sink.hpp"
#include "unit/atproto/jetstream_server.hpp"

namespace chancery::atproto {
namespace {

using activity::SourceState;
using std::chrono::milliseconds;
using test::JetstreamServer;

std::string subscribe(std::string_view address, std::int64_t cursor) {
  const auto url = net::Url::parse(address);
  EXPECT_TRUE(url.has_value()) << address;
  const auto result = subscribe_url(*url, cursor);
  return result ? result->text() : result.error().hint;
}

TEST(SubscribeUrl, AsksForPostsAloneAndNamesTheCursor) {
  EXPECT_EQ(subscribe("wss://jetstream.example/subscribe", 0),
            "wss://jetstream.example/subscribe?wantedCollections=app.bsky.feed.post");
  EXPECT_EQ(subscribe("wss://jetstream.example/subscribe", 1779719009157119),
            "wss://jetstream.example/subscribe?wantedCollections=app.bsky.feed.post&cursor=1779719009157119");
}

TEST(SubscribeUrl, TakesAHostAlone) {
  EXPECT_EQ(subscribe("wss://jetstream.example:8443", 0),
            "wss://jetstream.example:8443/subscribe?wantedCollections=app.bsky.feed.post");
}

TEST(SubscribeUrl, KeepsTheOperatorsQuery) {
  EXPECT_EQ(subscribe("wss://h.example/subscribe?wantedDids=did:plc:a&wantedDids=did:plc:b", 0),
            "wss://h.example/subscribe?wantedDids=did:plc:a&wantedDids=did:plc:b&wantedCollections=app.bsky.feed.post");
  EXPECT_EQ(subscribe("wss://h.example/subscribe?wantedCollections=app.bsky.*", 5),
            "wss://h.example/subscribe?wantedCollections=app.bsky.*&cursor=5");
  EXPECT_EQ(subscribe("wss://h.example/subscribe?", 0),
            "wss://h.example/subscribe?wantedCollections=app.bsky.feed.post");
}

TEST(SubscribeUrl, PutsOurCursorInThePlaceOfTheirs) {
  EXPECT_EQ(subscribe("wss://h.example/subscribe?cursor=7&wantedCollections=a", 5),
            "wss://h.example/subscribe?wantedCollections=a&cursor=5");
  EXPECT_EQ(subscribe("wss://h.example/subscribe?cursor=7&wantedCollections=a", 0),
            "wss://h.example/subscribe?cursor=7&wantedCollections=a");
}

TEST(SubscribeUrl, TakesOutWhatWouldMakeTheStreamUnreadableOrHideDeletions) {
  EXPECT_EQ(
      subscribe("wss://h.example/s?compress=true&requireHello=true&maxMessageSizeBytes=9&&wantedCollections=a", 0),
      "wss://h.example/s?wantedCollections=a");
}

TEST(SubscribeUrl, RefusesAnAddressThatIsNoStream) {
  EXPECT_NE(subscribe("https://h.example/subscribe", 0).find("wss://"), std::string::npos);
}

// A source on a thread of its own, as cli runs it.
class Listening {
 public:
  Listening(JetstreamOptions options, chancery::test::CollectingSink& sink)
      : source_(std::move(options), sink, clock_, [&sink](std::string_view name) { return sink.cursor(name); }),
        thread_([this](const std::stop_token& stop) { source_.run(stop); }) {}

  [[nodiscard]] activity::SourceStatus status() const { return source_.status(); }
  // How long the worker took to end.
  milliseconds stop() {
    const auto asked = std::chrono::steady_clock::now();
    thread_.request_stop();
    thread_.join();
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - asked);
  }
  // Asks until the status is as wanted; false after ten seconds.
  template <class Wanted>
  [[nodiscard]] bool wait_for_status(Wanted wanted) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!wanted(source_.status())) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

 private:
  SystemClock clock_;
  JetstreamSource source_;
  std::jthread thread_;
};

JetstreamOptions quick(const JetstreamServer& server) {
  JetstreamOptions options;
  options.address = server.address();
  options.guard = server.guard();
  options.first_wait = milliseconds{2};
  options.longest_wait = milliseconds{10};
  options.seed = 7;
  return options;
}

constexpr std::int64_t kStart = 1'779'719'000'000'000;

// One post every tenth of a second of stream time.
std::vector<test::ServedEvent> posts(int count) {
  std::vector<test::ServedEvent> events;
  for (int i = 0; i < count; ++i) events.push_back(test::served_post(kStart + i * std::int64_t{100'000}, i));
  return events;
}

TEST(JetstreamSource, HearsAStreamFromNowOn) {
  const JetstreamServer server(posts(3));
  chancery::test::CollectingSink sink;
  Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 3; }));
  EXPECT_EQ(server.targets().front(), "/subscribe?wantedCollections=app.bsky.feed.post") << "no cursor: live";
  EXPECT_EQ(sink.state().posts.front().text, "post 1000000");
  EXPECT_EQ(sink.cursor(server.address()), kStart + 200'000);
  EXPECT_TRUE(listening.wait_for_status([](const auto& status) { return status.events == 3; }));
  const auto status = listening.status();
  EXPECT_EQ(status.kind, activity::SourceKind::Jetstream);
  EXPECT_EQ(status.state, SourceState::Live);
  EXPECT_EQ(status.address, server.address());
  EXPECT_GT(status.events_per_second, 0);
  EXPECT_TRUE(status.lag.has_value());
  EXPECT_EQ(status.problem, "");
}

TEST(JetstreamSource, LosesNothingAndDoublesNothingWhenTheLineBreaksAgainAndAgain) {
  const JetstreamServer server(posts(2'000), {.drop_after = 300});
  chancery::test::CollectingSink sink;
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 2'000; }));
  std::set<std::string> ids;
  for (const auto& post : sink.state().posts) ids.insert(post.id);
  EXPECT_EQ(ids.size(), 2'000U);
  EXPECT_GT(sink.state().redelivered, 0U) << "the overlap is heard twice, and the sink knows it";

  // Each return asks for five seconds before the last event that was handed over.
  const auto targets = server.targets();
  ASSERT_GE(targets.size(), 7U);
  std::int64_t asked = kStart + 299 * 100'000 - 5'000'000;
  for (std::size_t i = 1; i < 4; ++i, asked += 299 * 100'000 - 5'000'000) {
    EXPECT_NE(targets[i].find("&cursor=" + std::to_string(asked)), std::string::npos) << targets[i];
  }
  EXPECT_EQ(listening.status().gaps, 0U);
}

TEST(JetstreamSource, HandsOverInTimeWhatAnIdleStreamLeftBehind) {
  const JetstreamServer server(posts(1));  // then silence
  chancery::test::CollectingSink sink;
  const Listening listening(quick(server), sink);
  EXPECT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 1; }));
  EXPECT_EQ(server.targets().size(), 1U) << "handed over on the same line, not because it broke";
}

TEST(JetstreamSource, OffersAgainWhatTheStoreCouldNotTake) {
  const JetstreamServer server(posts(50));
  chancery::test::CollectingSink sink;
  sink.refuse(4);
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Waiting; }));
  EXPECT_EQ(listening.status().problem, "the store cannot keep up");
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 50; }));
  EXPECT_EQ(sink.state().refused, 4U);
  EXPECT_EQ(sink.state().redelivered, 0U);
  EXPECT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Live; }));
  EXPECT_EQ(listening.status().problem, "");
}

TEST(JetstreamSource, ReportsTheGapThatATooOldCursorLeaves) {
  const JetstreamServer server(posts(10));
  chancery::test::CollectingSink sink;
  const auto stored = kStart - 3'600'000'000;  // the server begins an hour later, and says nothing of it
  sink.set_cursor(server.address(), stored);
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 10; }));
  const auto status = listening.status();
  EXPECT_EQ(status.gaps, 1U);
  ASSERT_TRUE(status.last_gap.has_value());
  EXPECT_EQ(to_micros(status.last_gap->from), stored);
  EXPECT_EQ(to_micros(status.last_gap->to), kStart);
}

TEST(JetstreamSource, ReportsNoGapWhenTheServerStillHadTheLastEvent) {
  const JetstreamServer server(posts(100));
  chancery::test::CollectingSink sink;
  sink.set_cursor(server.address(), kStart + 60 * 100'000);
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 90; }));
  EXPECT_EQ(listening.status().gaps, 0U);
  EXPECT_NE(server.targets().front().find("&cursor=" + std::to_string(kStart + 10 * 100'000)), std::string::npos);
}

TEST(JetstreamSource, WaitsLongerAfterEachFailureInARow) {
  const JetstreamServer server({}, {.hang_up = true});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.first_wait = milliseconds{20};
  options.longest_wait = milliseconds{80};
  Listening listening(options, sink);
  ASSERT_TRUE(server.wait_for_connections(6));
  const auto at = server.connected_at();
  // Anywhere in the upper half of 20, 40, 80, 80, 80.
  const std::vector<milliseconds> least{milliseconds{10}, milliseconds{20}, milliseconds{40}, milliseconds{40},
                                        milliseconds{40}};
  for (std::size_t i = 0; i < least.size(); ++i) EXPECT_GE(at[i + 1] - at[i], least[i]) << i;
  EXPECT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Waiting; }));
  EXPECT_NE(listening.status().problem, "");
}

TEST(JetstreamSource, TreatsALineThatHeldAsHealthy) {
  const JetstreamServer server(posts(1), {.hold = false});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.first_wait = milliseconds{1};
  options.longest_wait = std::chrono::hours{1};
  options.healthy = milliseconds{0};  // every line counts as one that held
  const Listening listening(options, sink);
  EXPECT_TRUE(server.wait_for_connections(24)) << "doubling each time would take hours";
}

TEST(JetstreamSource, LeavesAServerThatFellSilent) {
  const JetstreamServer server(posts(1), {.mute = true});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.socket.silence = milliseconds{200};
  const Listening listening(options, sink);
  EXPECT_TRUE(server.wait_for_connections(2));
}

TEST(JetstreamSource, StaysWithAnIdleServerThatAnswersPings) {
  const JetstreamServer server(posts(1));
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.socket.silence = milliseconds{100};
  Listening listening(options, sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 1; }));
  // Several silences pass while nothing but pings and pongs do.
  const auto until = std::chrono::steady_clock::now() + milliseconds{500};
  EXPECT_TRUE(listening.wait_for_status([until](const auto&) { return std::chrono::steady_clock::now() > until; }));
  EXPECT_EQ(server.targets().size(), 1U);
}

TEST(JetstreamSource, CountsBadFramesAndGoesOn) {
  auto events = posts(3);
  events.insert(events.begin() + 1, {kStart + 50'000, R"({"did":"did:plc:a","time_us":)"});
  events.insert(events.begin() + 2, {kStart + 60'000, std::string(200'000, '[')});
  events.insert(events.begin() + 3,
                {kStart + 70'000, R"({"did":"did:plc:a","time_us":99999999999999999,"kind":"identity"})"});
  const JetstreamServer server(events);
  chancery::test::CollectingSink sink;
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 3; }));
  EXPECT_EQ(sink.state().events, 6U);
  EXPECT_EQ(sink.state().bad_lines, 3U);
  EXPECT_EQ(sink.cursor(server.address()), kStart + 200'000) << "a skewed time must not carry the cursor away";
}

TEST(JetstreamSource, CountsBinaryFramesAsBad) {
  const JetstreamServer server(posts(2), {.opcode = 2});
  chancery::test::CollectingSink sink;
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.bad_lines == 2; }));
  EXPECT_TRUE(sink.state().posts.empty());
}

TEST(JetstreamSource, ComesBackAfterAMessageThatIsTooLarge) {
  auto events = posts(2);
  events.push_back({kStart + 150'000, std::string(70'000, ' ')});
  const JetstreamServer server(events);
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.socket.max_message = 65'536;
  const Listening listening(options, sink);
  EXPECT_TRUE(server.wait_for_connections(2));
  EXPECT_EQ(sink.state().posts.size(), 2U);
}

TEST(JetstreamSource, SaysWhyItWaits) {
  const JetstreamServer server({}, {.refusal = "503 Service Unavailable"});
  chancery::test::CollectingSink sink;
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(server.wait_for_connections(2));
  ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Waiting; }));
  EXPECT_NE(listening.status().problem.find("refuses the connection"), std::string::npos) << listening.status().problem;
}

TEST(JetstreamSource, DialsNoAddressTheGuardForbids) {
  const JetstreamServer server(posts(1));
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.guard = net::AddressGuard();
  const Listening listening(options, sink);
  ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Waiting; }));
  EXPECT_NE(listening.status().problem, "");
  EXPECT_TRUE(server.targets().empty());
}

TEST(JetstreamSource, StopsPromptlyWhateverItIsDoing) {
  constexpr milliseconds kPrompt{1'000};
  chancery::test::CollectingSink sink;
  {
    const JetstreamServer idle(posts(1));
    Listening listening(quick(idle), sink);
    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Live; }));
    EXPECT_LT(listening.stop(), kPrompt) << "live";
    EXPECT_EQ(listening.status().state, SourceState::Stopped);
  }
  {
    const JetstreamServer broken({}, {.hang_up = true});
    auto options = quick(broken);
    options.first_wait = options.longest_wait = std::chrono::hours{1};
    Listening listening(options, sink);
    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Waiting; }));
    EXPECT_LT(listening.stop(), kPrompt) << "waiting for the next attempt";
  }
  {
    const JetstreamServer server(posts(1));
    chancery::test::CollectingSink full;
    full.refuse(1'000'000);
    Listening listening(quick(server), full);
    ASSERT_TRUE(full.wait_until([](const auto& state) { return state.refused > 0; }));
    EXPECT_LT(listening.stop(), kPrompt) << "waiting for the store";
    EXPECT_EQ(full.cursor(server.address()), 0) << "what was not taken is asked for again";
  }
}

}  // namespace
}  // namespace chancery::atproto
