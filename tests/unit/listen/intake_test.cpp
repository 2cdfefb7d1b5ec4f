#include "listen/intake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "listen/register.hpp"
#include "listen/watch_lifecycle.hpp"
#include "listen/watching.hpp"
#include "store/sql.hpp"
#include "text/segment.hpp"
#include "unit/listen/heard_world.hpp"

namespace chancery::listen {
namespace {

using std::chrono::hours;
using test::norlandia;
using test::Post;
using test::World;
using ::testing::ElementsAre;

// A world whose watch exists and whose intake runs.
class IntakeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
    world.start();
  }
  // As many strangers as lift the ten-author rule, so that single posts can be looked at.
  void add_crowd() { ASSERT_TRUE(world.store(world.crowd(10, world.now())).has_value()); }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const auto& post : world.posts_of().posts) {
      if (!post.text.starts_with("Good news")) all.push_back(post.text);
    }
    return all;
  }
  World world;
};

TEST_F(IntakeTest, StoresWhatAWatchMatchesAndForgetsTheRest) {
  add_crowd();
  ASSERT_TRUE(world
                  .store({{"at://did:plc:x/app.bsky.feed.post/1", "did:plc:x", "I love NORLANDIA", world.now()},
                          {"at://did:plc:y/app.bsky.feed.post/1", "did:plc:y", "Norlandian weather", world.now()},
                          {"at://did:plc:z/app.bsky.feed.post/1", "did:plc:z", "ノーランディアへ行く", world.now()}})
                  .has_value());
  EXPECT_THAT(texts(), ElementsAre("ノーランディアへ行く", "I love NORLANDIA"));
  const auto posts = world.posts_of().posts;
  EXPECT_THAT(posts[0].terms, ElementsAre("ノーランディア"));
  EXPECT_EQ(posts[0].language, "") << "of one person no figure is shown, and no label";
  EXPECT_EQ(posts[0].network, Network::Bluesky);
  EXPECT_THAT(posts[1].terms, ElementsAre("Norlandia"));
  const IntakeTotals totals = world.intake().totals();
  EXPECT_EQ(totals.posts, 13U);
  EXPECT_EQ(totals.matched, 12U);
  EXPECT_EQ(totals.events, 13U);
}

TEST_F(IntakeTest, StoresNoAuthorAndNoAddress) {
  ASSERT_TRUE(world
                  .store({{"at://did:plc:secretperson/app.bsky.feed.post/3krkey", "did:plc:secretperson",
                           "Norlandia \u202Eforever", world.now()}})
                  .has_value());
  world.stop();
  world.listen().close();
  std::string bytes;
  for (const auto* name : {"listen.db", "listen.db-wal"}) {
    std::ifstream file(world.listen().folder / name, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  EXPECT_NE(bytes.find("Norlandia forever"), std::string::npos);
  EXPECT_EQ(bytes.find("secretperson"), std::string::npos);
  EXPECT_EQ(bytes.find("3krkey"), std::string::npos);
}

TEST_F(IntakeTest, StoresAPostDeliveredTwiceOnce) {
  add_crowd();
  const Post post{"at://did:plc:x/app.bsky.feed.post/1", "did:plc:x", "to Norlandia", world.now(), "3bbb"};
  ASSERT_TRUE(world.store({post, post}).has_value());
  ASSERT_TRUE(world.store({post}).has_value());
  EXPECT_THAT(texts(), ElementsAre("to Norlandia"));
  EXPECT_EQ(world.figures_of().matched, 11);
}

TEST_F(IntakeTest, ReplacesAPostByItsUpdateAndNeverByAnOlderOne) {
  add_crowd();
  const std::string id = "at://did:plc:x/app.bsky.feed.post/1";
  ASSERT_TRUE(world.store({{id, "did:plc:x", "first Norlandia", world.now(), "3bbb"}}).has_value());
  ASSERT_TRUE(world.store({{id, "did:plc:x", "second: the foreign ministry", world.now(), "3ccc", true}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("second: the foreign ministry"));
  EXPECT_THAT(world.posts_of().posts[0].terms, ElementsAre("Foreign Ministry"));
  ASSERT_TRUE(world.store({{id, "did:plc:x", "first Norlandia", world.now(), "3bbb"}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("second: the foreign ministry"));
}

TEST_F(IntakeTest, RemovesAPostWhoseUpdateNoLongerMatches) {
  add_crowd();
  const std::string id = "at://did:plc:x/app.bsky.feed.post/1";
  ASSERT_TRUE(world.store({{id, "did:plc:x", "on Norlandia", world.now(), "3bbb"}}).has_value());
  ASSERT_TRUE(world.store({{id, "did:plc:x", "older edit", world.now(), "3aaa", true}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("on Norlandia"));
  ASSERT_TRUE(world.store({{id, "did:plc:x", "never mind", world.now(), "3ccc", true}}).has_value());
  EXPECT_TRUE(texts().empty());
}

TEST_F(IntakeTest, DeletesWhatPeopleTookDown) {
  add_crowd();
  ASSERT_TRUE(world
                  .store({{"at://did:plc:x/app.bsky.feed.post/1", "did:plc:x", "Norlandia one", world.now()},
                          {"at://did:plc:x/app.bsky.feed.post/2", "did:plc:x", "Norlandia two", world.now()}})
                  .has_value());
  ASSERT_TRUE(world.store({}, {{.id = "at://did:plc:x/app.bsky.feed.post/1", .author = "did:plc:x"}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("Norlandia two"));
  ASSERT_TRUE(
      world.store({}, {{.id = "at://did:plc:nobody/app.bsky.feed.post/9", .author = "did:plc:nobody"}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("Norlandia two"));
}

TEST_F(IntakeTest, DeletesEverythingOfAnAuthorWhoLeft) {
  add_crowd();
  ASSERT_TRUE(world
                  .store({{"at://did:plc:x/app.bsky.feed.post/1", "did:plc:x", "Norlandia one", world.now()},
                          {"at://did:plc:x/app.bsky.feed.post/2", "did:plc:x", "Norlandia two", world.now()},
                          {"at://did:plc:y/app.bsky.feed.post/1", "did:plc:y", "Norlandia stays", world.now()}})
                  .has_value());
  ASSERT_TRUE(world.store({}, {{.id = "", .author = "did:plc:x"}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("Norlandia stays"));
  EXPECT_EQ(world.figures_of().matched, 11);
}

TEST_F(IntakeTest, MatchesNothingForAnExpiredWatch) {
  add_crowd();
  world.advance(std::chrono::days{30} - std::chrono::seconds{1});
  ASSERT_TRUE(world.store(world.crowd(10, world.now(), 100, "in time, Norlandia")).has_value());
  world.advance(std::chrono::seconds{1});
  ASSERT_TRUE(world.store(world.crowd(10, world.now(), 200, "too late, Norlandia")).has_value());
  EXPECT_EQ(world.intake().totals().matched, 20U);
  const auto shown = texts();
  EXPECT_EQ(std::count(shown.begin(), shown.end(), "in time, Norlandia"), 10);
  EXPECT_EQ(std::count(shown.begin(), shown.end(), "too late, Norlandia"), 0);
}

TEST(Intake, MatchesNothingBeforeThereIsAWatchAndReadsItWhenTold) {
  World world;
  world.start();
  ASSERT_TRUE(world.store(world.crowd(12, world.now())).has_value());
  EXPECT_EQ(world.intake().totals().matched, 0U);
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  ASSERT_TRUE(world.store(world.crowd(12, world.now(), 50)).has_value());
  EXPECT_EQ(world.intake().totals().matched, 0U);
  ASSERT_TRUE(world.intake().reload_watches().has_value());
  ASSERT_TRUE(world.store(world.crowd(12, world.now(), 100)).has_value());
  EXPECT_EQ(world.intake().totals().matched, 12U);
}

TEST(Intake, CompilesTheWatchesAgainOnlyWhenWhatRunsHasChanged) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  int compiled = 0;
  world.start({.kept = [&] {
    ++compiled;
    return std::string{};
  }});
  EXPECT_EQ(compiled, 1);
  const staff::User arne{.id = staff::UserId{51},
                         .login = "arne",
                         .name = "Arne",
                         .role = staff::Role::Analyst,
                         .created_at = world.now()};
  const staff::User dagny{
      .id = staff::UserId{52}, .login = "dagny", .name = "Dagny", .role = staff::Role::Dpo, .created_at = world.now()};
  const QueryChecker queries;
  const NewWatch visas{.name = "Visas",
                       .query = "visa",
                       .terms = {},
                       .legal_basis = "Foreign Service Act, section 1",
                       .dpia = "DPIA 2026-14",
                       .expires = world.now() + std::chrono::days{30}};
  const auto id = world.chancery()->ids().make<WatchId>();
  const auto step = [&](auto take) {
    ASSERT_TRUE(world.chancery()->write_now(take).has_value());
    ASSERT_TRUE(world.intake().reload_watches().has_value());
  };
  step([&](store::Transaction& tx) -> Status {
    auto hired = staff::rows::insert_user(tx, arne, {});
    return hired ? staff::rows::insert_user(tx, dagny, {}) : hired;
  });
  step([&](store::Transaction& tx) { return draft_watch(tx, id, {arne, queries, world.now()}, visas); });
  step([&](store::Transaction& tx) { return change_watch(tx, id, {arne, queries, world.now()}, visas); });
  step([&](store::Transaction& tx) { return submit_watch(tx, id, {arne, queries, world.now()}); });
  EXPECT_EQ(compiled, 1) << "a draft runs nowhere";
  step([&](store::Transaction& tx) { return approve_watch(tx, id, dagny, {1, "No person."}, world.now()); });
  EXPECT_EQ(compiled, 2);
  step([&](store::Transaction& tx) { return suspend_watch(tx, id, dagny, "Out of date.", world.now()); });
  EXPECT_EQ(compiled, 3);
}

TEST(Intake, HearsAPublicActorUntilHisTimeIsOverAndNotAMomentLonger) {
  World world;
  const staff::User arne{.id = staff::UserId{51},
                         .login = "arne",
                         .name = "Arne",
                         .role = staff::Role::Analyst,
                         .created_at = world.now()};
  const staff::User anna{
      .id = staff::UserId{53}, .login = "ana", .name = "Ana", .role = staff::Role::Admin, .created_at = world.now()};
  const staff::User dagny{
      .id = staff::UserId{52}, .login = "dagny", .name = "Dagny", .role = staff::Role::Dpo, .created_at = world.now()};
  const auto write = [&](auto step) { ASSERT_TRUE(world.chancery()->write_now(step).has_value()); };
  for (const auto& user : {arne, anna, dagny}) {
    write([&](store::Transaction& tx) { return staff::rows::insert_user(tx, user, {}); });
  }
  const PublicActorId actor{900};
  const Timestamp ends = world.now() + std::chrono::days{1};
  write([&](store::Transaction& tx) {
    return propose_public_actor(tx, actor, arne,
                                {.kind = ActorKind::Officeholder,
                                 .names = {{"en", "Minister of Ports of Marendia"}},
                                 .office = "Minister of Ports",
                                 .country = "NO",
                                 .addresses = {"did:plc:ewvi7nxzyoun6zhxrhs64oiz"},
                                 .evidence_url = "https://marendia.example/ministers",
                                 .evidence_note = "The government's own list.",
                                 .until = ends,
                                 .replaces = {}},
                                world.now());
  });
  write([&](store::Transaction& tx) { return approve_public_actor(tx, actor, dagny, world.now()); });
  write([&](store::Transaction& tx) { return approve_public_actor(tx, actor, anna, world.now()); });
  auto watch = norlandia(world.now());
  watch.terms.clear();
  watch.query = "harbour AND from:did:plc:ewvi7nxzyoun6zhxrhs64oiz";
  watch.dpia = "DPIA 2026-14";
  ASSERT_TRUE(world.add_watch(watch).has_value());
  world.start();
  const auto says = [&](int number) {
    const std::string did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    return world.store({{"at://" + did + "/app.bsky.feed.post/" + std::to_string(number), did,
                         "The harbour opens today", world.now()}});
  };
  world.advance(std::chrono::days{1} - std::chrono::seconds{1});
  ASSERT_TRUE(says(1).has_value());
  EXPECT_EQ(world.intake().totals().matched, 1U);
  world.advance(std::chrono::seconds{1});
  ASSERT_TRUE(says(2).has_value());
  EXPECT_EQ(world.intake().totals().matched, 1U) << "he is a private person again";
}

TEST_F(IntakeTest, WhatAnAccountSaidGoesWithItEverywhere) {
  const std::string copied = "Norlandia closes the harbour for all ships until the spring, says its minister";
  const auto posts = world.crowd(10, world.now(), 0, copied);
  ASSERT_TRUE(world.store(posts).has_value());
  ASSERT_EQ(world.talk().copied_texts(world.now(), std::chrono::hours{24}, kAllWatches).size(), 1U);
  ASSERT_TRUE(world.store({}, {{.id = {}, .author = posts[4].author, .rev = {}}}).has_value());
  EXPECT_TRUE(world.talk().copied_texts(world.now(), std::chrono::hours{24}, kAllWatches).empty());
  const auto query = Query::parse("norlandia", QueryVocabulary::standard());
  const auto preview =
      world.recent().preview(query.value(), chancery::test::post_models().annotator, world.now()).value();
  EXPECT_FALSE(preview.matched);
}

TEST(Watching, AWatchThatNoLongerReadsIsLeftOutAndTheOthersRun) {
  const Timestamp now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};
  std::vector<Watch> watches(2);
  watches[0].id = WatchId{1};
  watches[0].query = "from:@left.example visa";  // no longer in the register
  watches[1].id = WatchId{2};
  watches[1].query = "norlandia";
  for (Watch& watch : watches) watch.expires = now + std::chrono::hours{1};
  const auto watching = Watching::compile(watches, QueryVocabulary::standard());
  ASSERT_TRUE(watching.has_value());
  const Post post{.id = "at://a/1", .author = "did:plc:a", .text = "visa for Norlandia", .time = now};
  PostAnnotator::Scratch words;
  QuerySet::Scratch scratch;
  std::optional<Annotation> annotation;
  const auto hits = (*watching)->hits(post.view(), Network::Bluesky, now, chancery::test::post_models().annotator,
                                      words, scratch, annotation);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits.front().watch, WatchId{2});
}

TEST_F(IntakeTest, KeepsEachSourcesCursorAcrossARestart) {
  EXPECT_EQ(stored_cursor(*world.listen(), test::kSource), 0);
  ASSERT_TRUE(world.store(world.crowd(1, world.now()), {}, 1'725'000'000'000'001).has_value());
  ASSERT_TRUE(world.store({}, {}, 77, "recording:other.ndjson").has_value());
  world.stop();
  world.listen().reopen();
  EXPECT_EQ(stored_cursor(*world.listen(), test::kSource), 1'725'000'000'000'001);
  EXPECT_EQ(stored_cursor(*world.listen(), "recording:other.ndjson"), 77);
}

TEST_F(IntakeTest, KnowsTheTimeItsStreamsHadReached) {
  const auto reached = world.now() - std::chrono::minutes{5};
  const activity::PostBatch batch{.events = 1, .source = "wss://a.example/subscribe", .cursor = 40, .reached = reached};
  ASSERT_TRUE(world.intake().take(batch).has_value());
  ASSERT_TRUE(world.intake().flush().has_value());
  using Position = activity::StreamPosition;
  EXPECT_EQ(stored_position(*world.listen(), "wss://a.example/subscribe"),
            (Position{.cursor = 40, .reached = reached}));
  EXPECT_EQ(stored_position(*world.listen(), "wss://b.example/subscribe"), (Position{.cursor = 0, .reached = reached}))
      << "another server counts otherwise, and is taken up by time";
  EXPECT_EQ(stored_position(*world.listen(), "recording:a"), Position{});
}

TEST_F(IntakeTest, FindsAgainAfterARestartWhatItStoredBefore) {
  add_crowd();
  const Post post{"at://did:plc:x/app.bsky.feed.post/1", "did:plc:x", "to Norlandia", world.now()};
  ASSERT_TRUE(world.store({post}).has_value());
  world.stop();
  world.listen().reopen();
  world.start();
  ASSERT_TRUE(world.store({post}).has_value());
  EXPECT_THAT(texts(), ElementsAre("to Norlandia"));
  ASSERT_TRUE(world.store({}, {{.id = post.id, .author = post.author}}).has_value());
  EXPECT_TRUE(texts().empty());
}

TEST_F(IntakeTest, CutsLongTextsAndTakesOutWhatTurnsThemAround) {
  world.start({.post_bytes = 18});
  add_crowd();
  ASSERT_TRUE(world.store({{"id:1", "x", "to \u202ENorlandia中中中中", world.now()}}).has_value());
  EXPECT_THAT(texts(), ElementsAre("to Norlandia中"));
}

TEST_F(IntakeTest, TellsWhenFiguresChangedAndOnlyThen) {
  std::atomic<int> told = 0;
  world.start({.changed = [&] { ++told; }});
  ASSERT_TRUE(world.store(world.crowd(3, world.now())).has_value());
  EXPECT_EQ(told, 1);
  ASSERT_TRUE(world.store(world.crowd(3, world.now())).has_value());  // known already
  ASSERT_TRUE(world.store({{"id:1", "x", "nothing of ours", world.now()}}, {}, 5).has_value());
  EXPECT_EQ(told, 1);
  ASSERT_TRUE(world.store({}, {{.id = "", .author = "did:plc:author1"}}).has_value());
  EXPECT_EQ(told, 2);
}

// Holds the writer of listen.db until it is let go.
class HeldWriter {
 public:
  explicit HeldWriter(store::Store& store)
      : held_(store.write(store::Lane::Interactive, [this](store::Transaction&) -> Status {
          entered_.set_value();
          released_.get_future().wait();
          return {};
        })) {
    entered_.get_future().wait();
  }
  void release() { released_.set_value(); }
  ~HeldWriter() { static_cast<void>(held_.get()); }

 private:
  std::promise<void> entered_;
  std::promise<void> released_;
  std::future<Status> held_;
};

TEST_F(IntakeTest, RefusesMoreThanItsQueueHoldsAndTakesItLater) {
  world.start({.queued_batches = 2});
  HeldWriter writer(*world.listen());
  ASSERT_TRUE(world.take(world.crowd(1, world.now(), 0), {}, 1).has_value());
  ASSERT_TRUE(world.take(world.crowd(1, world.now(), 1), {}, 2).has_value());
  const auto refused = world.take(world.crowd(1, world.now(), 2), {}, 3);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::TooMany);
  EXPECT_EQ(world.intake().totals().posts, 2U) << "a refused batch is not counted";
  writer.release();
  ASSERT_TRUE(world.intake().flush().has_value());
  EXPECT_EQ(stored_cursor(*world.listen(), test::kSource), 2);
  ASSERT_TRUE(world.store(world.crowd(1, world.now(), 2), {}, 3).has_value());
  EXPECT_EQ(stored_cursor(*world.listen(), test::kSource), 3);
}

TEST_F(IntakeTest, RefusesMoreBytesThanItsQueueHolds) {
  world.start({.queued_batches = 1000, .queued_bytes = 40'000});
  HeldWriter writer(*world.listen());
  const std::string text = "Norlandia " + std::string(9'000, 'x');
  ASSERT_TRUE(world.take({{"id:1", "x", text, world.now()}}).has_value());
  ASSERT_TRUE(world.take({{"id:2", "x", text, world.now()}}).has_value());
  EXPECT_FALSE(world.take({{"id:3", "x", text, world.now()}}).has_value());
  writer.release();
}

// Lets the file of listen.db grow no further, as a full disk does, or lets it grow again.
void set_disk_full(store::Store& store, bool full) {
  const auto set = store.write_now([&](store::Transaction& tx) -> Status {
    auto& db = store::connection(tx);
    std::int64_t pages = 1'000'000;
    if (auto query = db.query("PRAGMA page_count"); full && query.step()) pages = query.integer(0);
    db.execute("PRAGMA max_page_count = " + std::to_string(pages));
    return {};
  });
  ASSERT_TRUE(set.has_value()) << set.error().detail;
}

// The store's disk is full for a while: what it refused is kept, no later batch's cursor overtakes it, and nothing is
// lost once there is room.
TEST_F(IntakeTest, KeepsWhatTheStoreRefusedAndStoresItInOrder) {
  ASSERT_TRUE(world.store(world.crowd(1, world.now(), 0), {}, 10).has_value());
  set_disk_full(*world.listen(), true);
  {
    HeldWriter writer(*world.listen());
    ASSERT_TRUE(
        world.take(world.crowd(40, world.now(), 1, "Norlandia " + std::string(8'000, 'x')), {}, 20).has_value());
    ASSERT_TRUE(world.take({}, {}, 30).has_value());
    writer.release();
  }
  EXPECT_FALSE(world.intake().flush().has_value());
  EXPECT_EQ(stored_cursor(*world.listen(), test::kSource), 10);
  EXPECT_EQ(world.take({}, {}, 40).error().code, Errc::TooMany);
  set_disk_full(*world.listen(), false);
  ASSERT_TRUE(world.intake().flush().has_value());
  EXPECT_EQ(stored_cursor(*world.listen(), test::kSource), 30);
  EXPECT_EQ(world.figures_of().matched, 41);
}

TEST_F(IntakeTest, KeepsTheCompiledTermsAndUsesThemAgain) {
  std::vector<std::string> kept;
  const auto options = [&] {
    return IntakeOptions{.kept = [&] { return kept.empty() ? std::string{} : kept.back(); },
                         .keep = [&](std::string_view bytes) { kept.emplace_back(bytes); }};
  };
  world.start(options());
  ASSERT_EQ(kept.size(), 1U);
  world.start(options());
  EXPECT_EQ(kept.size(), 1U) << "what was kept fitted";
  ASSERT_TRUE(world.store(world.crowd(1, world.now())).has_value());
  EXPECT_EQ(world.intake().totals().matched, 1U);
  kept.back()[kept.back().size() / 2] ^= 1;
  world.start(options());
  EXPECT_EQ(kept.size(), 2U) << "damaged bytes are compiled anew";
}

TEST(Migrations, IndexWhatTheSegmenterCuts) {
  const auto all = migrations();
  EXPECT_TRUE(std::ranges::any_of(all, [](const store::Migration& migration) {
    return migration.sql.find(text::kSearchTokenizer) != std::string_view::npos;
  })) << "heard_search parts words otherwise than text::Segmenter";
}

// --- kill -9 ---

// A process of its own that takes batch after batch and writes the cursor of each to `acknowledge` once it is durable.
[[noreturn]] void take_until_killed(const std::filesystem::path& folder, int acknowledge) {
  chancery::test::FixedClock clock;
  IdSource ids(clock, 7);
  const auto open = [&](const std::string& database, std::vector<store::Migration> migrations) {
    store::StoreOptions options;
    options.file = folder / (database + ".db");
    options.database = database;
    options.migrations = std::move(migrations);
    return store::Store::open(std::move(options), clock, ids).value();
  };
  auto chancery = open("chancery", test::migrations_of({staff::migrations(), migrations()}));
  auto listen = open("listen", test::migrations_of({migrations()}));
  const staff::User owner{.id = World::kOwner, .login = "anna", .name = "Anna"};
  static_cast<void>(chancery->write_now([&](store::Transaction& tx) -> Result<Watch> {
    if (auto added = staff::rows::insert_user(tx, owner, {}); !added) return fail(added.error());
    return insert_first_watch(tx, WatchId{1}, World::kOwner, norlandia(clock.now()), clock.now());
  }));
  const PseudonymRing ring({{.from = Timestamp{}, .secret = std::string{test::kKey}}}, kRetention,
                           [](std::string_view) { return Status{}; });
  const OptOuts opt_outs(*chancery, test::kKey);
  Talk talk;
  RecentPosts recent;
  Intake intake(*chancery, *listen, chancery::test::post_models().annotator, ring, opt_outs, talk, recent, {});
  for (std::int64_t cursor = 1;; ++cursor) {
    const Post post{"id:" + std::to_string(cursor), "author" + std::to_string(cursor), "Norlandia", clock.now()};
    const auto view = post.view();
    const auto taken = intake.take({.posts = {&view, 1}, .events = 1, .source = test::kSource, .cursor = cursor});
    if (!taken || !intake.flush()) ::_exit(1);
    if (::write(acknowledge, &cursor, sizeof cursor) != sizeof cursor) ::_exit(1);
  }
}

TEST(IntakeKilled, LosesNothingItAcknowledged) {
  const chancery::test::TempFolder folder;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) take_until_killed(folder.path(), ends[1]);
  ::close(ends[1]);
  std::int64_t acknowledged = 0;
  while (acknowledged < 25)
    ASSERT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged), ssize_t{sizeof acknowledged});
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  for (std::int64_t more = 0; ::read(ends[0], &more, sizeof more) == ssize_t{sizeof more};) acknowledged = more;
  ::close(ends[0]);

  chancery::test::FixedClock clock;
  IdSource ids(clock, 8);
  store::StoreOptions options;
  options.file = folder / "listen.db";
  options.database = "listen";
  options.migrations = test::migrations_of({migrations()});
  const auto listen = store::Store::open(std::move(options), clock, ids).value();
  const std::int64_t cursor = stored_cursor(*listen, test::kSource);
  EXPECT_GE(cursor, acknowledged);
  const auto figures_now = listen->read([&](store::Snapshot& s) { return figures(s, clock.now(), hours{24}); });
  EXPECT_EQ(figures_now.matched, cursor) << "posts and cursor are of one transaction";
}

}  // namespace
}  // namespace chancery::listen
