#include "atproto/jetstream_source.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/collecting_sink.hpp"
#include "support/temp_folder.hpp"
#include "unit/atproto/jetstream_server.hpp"
#include "unit/atproto/zstd_packing.hpp"

namespace chancery::atproto {
namespace {

using activity::SourceState;
using std::chrono::milliseconds;
using test::JetstreamServer;

// A source on a thread of its own, as cli runs it.
class Listening {
 public:
  Listening(JetstreamOptions options, chancery::test::CollectingSink& sink)
      : source_(std::move(options), sink, clock_, [&sink](std::string_view name) { return sink.position(name); }),
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
  EXPECT_EQ(server.targets().front(),
            "/subscribe?wantedCollections=app.bsky.feed.post&wantedCollections=app.bsky.feed.repost")
      << "no cursor: live";
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
  EXPECT_EQ(sink.state().redelivered, 0U) << "the overlap is heard twice, and dropped";
  EXPECT_EQ(sink.state().events, 2'000U);

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

std::vector<test::ServedEvent> v2_posts(int count) {
  std::vector<test::ServedEvent> events;
  for (int i = 0; i < count; ++i) events.push_back(test::served_v2_post(kStart + i * std::int64_t{100'000}, i));
  return events;
}

std::size_t distinct_posts(const chancery::test::CollectingSink& sink) {
  std::set<std::string> ids;
  for (const auto& post : sink.state().posts) ids.insert(post.id);
  return ids.size();
}

TEST(JetstreamSource, LosesAndDoublesNothingOnTheSecondWire) {
  const JetstreamServer server(v2_posts(2'000), {.drop_after = 300, .v2 = true});
  chancery::test::CollectingSink sink;
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 2'000; }));
  EXPECT_EQ(distinct_posts(sink), 2'000U);
  EXPECT_EQ(sink.state().redelivered, 0U);
  EXPECT_EQ(sink.state().events, 2'000U) << "the one that came twice each time is counted once";
  EXPECT_EQ(sink.cursor(server.address()), 2'000);
  const auto targets = server.targets();
  ASSERT_GE(targets.size(), 7U);
  EXPECT_EQ(targets[0].find("cursor="), std::string::npos);
  EXPECT_NE(targets[1].find("&cursor=300"), std::string::npos) << targets[1];
  EXPECT_NE(targets[2].find("&cursor=599"), std::string::npos) << targets[2];
  EXPECT_EQ(listening.status().gaps, 0U);
}

TEST(JetstreamSource, TellsTheBoundsOfWhatASecondWireNoLongerHas) {
  const JetstreamServer server(v2_posts(100), {.v2 = true, .floor = 40});
  chancery::test::CollectingSink sink;
  sink.set_cursor(server.address(), 11, from_micros(kStart + 10 * 100'000));
  const Listening listening(quick(server), sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 60; }));
  const auto state = sink.state();
  ASSERT_EQ(state.gaps.size(), 1U);
  EXPECT_EQ(to_micros(state.gaps[0].from), kStart + 10 * 100'000);
  EXPECT_EQ(to_micros(state.gaps[0].to), kStart + 40 * 100'000);
  EXPECT_EQ(listening.status().gaps, 1U);
  EXPECT_EQ(listening.status().last_gap, state.gaps[0]);
  EXPECT_EQ(sink.cursor(server.address()), 100);
}

TEST(JetstreamSource, AsksByTimeWhenTheServerCountsAnew) {
  const JetstreamServer server(v2_posts(100), {.v2 = true, .tip = 90});
  chancery::test::CollectingSink sink;
  sink.set_cursor(server.address(), 700'000, from_micros(kStart + 20 * 100'000));
  const Listening listening(quick(server), sink);
  // Five seconds are fifty posts, more than there are before.
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 100; }));
  EXPECT_EQ(sink.state().gaps.size(), 0U) << "nothing is lost";
  EXPECT_EQ(sink.cursor(server.address()), 100) << "the new numbers hold";
}

TEST(JetstreamSource, EndsAConnectionTheServerEnds) {
  auto events = v2_posts(2);
  events.push_back({kStart + 300'000, R"({"$type":"error","error":"ConsumerTooSlow","message":"far\nbehind"})"});
  const JetstreamServer server(events, {.v2 = true});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.first_wait = options.longest_wait = std::chrono::hours{1};
  const Listening listening(options, sink);
  ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.state == SourceState::Waiting; }));
  EXPECT_EQ(listening.status().problem, "the server ended the stream: ConsumerTooSlow");
  EXPECT_EQ(sink.state().posts.size(), 2U);
}

// Compressed as the servers do it, with a dictionary trained on these very posts.
class Compressed : public testing::Test {
 protected:
  const std::string bytes = test::trained_dictionary();
  const ZstdDictionary dictionary = ZstdDictionary::parse(bytes).value();
  const std::function<std::string(const std::string&)> pack = [this](const std::string& frame) {
    return test::packed(frame, bytes);
  };
  std::vector<std::string> fetched;

  ZstdDictionaryPlaces fetching() {
    ZstdDictionaryPlaces places;
    places.fetch = [this](const net::Url& url) -> Result<std::string> {
      fetched.push_back(url.target());
      return bytes;
    };
    return places;
  }
};

TEST_F(Compressed, HearsBothWiresWithNothingLostOrDoubled) {
  for (const bool v2 : {false, true}) {
    const JetstreamServer server(v2 ? v2_posts(700) : posts(700),
                                 {.drop_after = 200, .opcode = 2, .v2 = v2, .pack = pack});
    chancery::test::CollectingSink sink;
    auto options = quick(server);
    options.compression = Compression::Zstd;
    const chancery::test::TempFolder folder;
    options.dictionaries = fetching();
    options.dictionaries.cache = folder.path() / "cache";
    if (!v2) {
      options.dictionaries.file = folder.path() / "v1.zdict";
      std::ofstream(options.dictionaries.file) << bytes;
    }
    const Listening listening(options, sink);
    ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 700; })) << v2;
    EXPECT_EQ(distinct_posts(sink), 700U);
    EXPECT_EQ(sink.state().bad_lines, 0U);
    EXPECT_EQ(sink.state().redelivered, 0U);
    const auto asked = v2 ? "zstdDictionary=" + std::to_string(dictionary.id()) : std::string("compress=true");
    for (const auto& target : server.targets()) EXPECT_NE(target.find(asked), std::string::npos) << target;
  }
  EXPECT_EQ(fetched, std::vector<std::string>{"/xrpc/network.bsky.jetstream.getZstdDictionary"}) << "once";
}

TEST_F(Compressed, FetchesTheCurrentDictionaryWhenTheServerKnowsOursNoLonger) {
  const auto id = std::to_string(dictionary.id());
  const JetstreamServer server(v2_posts(5), {.opcode = 2,
                                             .v2 = true,
                                             .refuse = [id](const std::string& target) -> std::string {
                                               if (target.find("zstdDictionary=" + id) != std::string::npos) return {};
                                               return R"({"error":"UnknownZstdDictionary","message":"retired"})";
                                             },
                                             .pack = pack});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.compression = Compression::Zstd;
  const chancery::test::TempFolder folder;
  options.dictionaries = fetching();
  options.dictionaries.file = folder.path() / "old.zdict";
  std::ofstream(options.dictionaries.file) << test::trained_dictionary(4711);
  const Listening listening(options, sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 5; }));
  ASSERT_EQ(server.targets().size(), 2U);
  EXPECT_NE(server.targets()[0].find("zstdDictionary=4711"), std::string::npos);
}

TEST_F(Compressed, TakesPlainFramesWhereNoDictionaryCanBeHadOrTheServerRefuses) {
  {
    const JetstreamServer server(posts(5));
    chancery::test::CollectingSink sink;
    auto options = quick(server);
    options.compression = Compression::Zstd;
    const Listening listening(options, sink);
    EXPECT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 5; }));
    EXPECT_EQ(server.targets().front().find("compress"), std::string::npos);
  }
  const JetstreamServer server(v2_posts(5), {.v2 = true, .refuse = [](const std::string& target) -> std::string {
                                               if (target.find("zstd") == std::string::npos) return {};
                                               return R"({"error":"InvalidRequest"})";
                                             }});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.compression = Compression::Zstd;
  options.dictionaries = fetching();
  const Listening listening(options, sink);
  EXPECT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 5; }));
  EXPECT_EQ(server.targets().size(), 2U);
}

TEST_F(Compressed, CountsBombsAndRubbishAndGoesOn) {
  auto events = posts(3);
  const auto bomb = std::string(64UL * 1024 * 1024, '{');
  events[1].frame = bomb;
  events.insert(events.begin() + 1, {kStart + 1, "rubbish"});
  const JetstreamServer server(events, {.opcode = 2, .pack = [this](const std::string& frame) {
                                          return frame == "rubbish" ? frame : pack(frame);
                                        }});
  chancery::test::CollectingSink sink;
  auto options = quick(server);
  options.compression = Compression::Zstd;
  const chancery::test::TempFolder folder;
  options.dictionaries.file = folder.path() / "v1.zdict";
  std::ofstream(options.dictionaries.file) << bytes;
  const Listening listening(options, sink);
  ASSERT_TRUE(sink.wait_until([](const auto& state) { return state.posts.size() == 2; }));
  EXPECT_EQ(sink.state().bad_lines, 2U);
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
