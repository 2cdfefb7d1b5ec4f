// Posts of watched public actors, from lines of a stream to the alert.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "atproto/jetstream_v1.hpp"
#include "heard_world.hpp"
#include "listen/alert_rules.hpp"
#include "listen/fire_rows.hpp"
#include "listen/fire_rules.hpp"
#include "listen/register.hpp"
#include "store/sql.hpp"

namespace chancery::listen::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;

constexpr std::string_view kMinistry = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
constexpr std::string_view kConsul = "did:plc:z72i7hdynmk6r22z27h6tvur";  // in the register, and named by no watch
constexpr std::string_view kQuarrel = "استدعاء السفير";                   // summoning the ambassador

class WatchedFire : public ::testing::Test {
 protected:
  WatchedFire() {
    for (const auto& user : {arne_, anna_, dagny_}) {
      written([&](store::Transaction& tx) { return staff::rows::insert_user(tx, user, {}); });
    }
    enter(PublicActorId{900}, kMinistry, "GB");
    enter(PublicActorId{901}, kConsul, "SA");
    watch_ = world_.add_watch(fmt::format("harbour AND from:{}", kMinistry)).value();
    start();
  }

  template <class Step>
  void written(Step step) {
    const auto done = world_.chancery()->write_now(step);
    ASSERT_TRUE(done.has_value()) << done.error().detail << done.error().hint;
  }
  void enter(PublicActorId id, std::string_view did, const std::string& country) {
    written([&](store::Transaction& tx) {
      return propose_public_actor(tx, id, arne_,
                                  {.kind = ActorKind::StateOrgan,
                                   .names = {{"en", "Office of Ports " + id.text()}},
                                   .office = "Ports Act, section 1",
                                   .country = country,
                                   .addresses = {std::string(did)},
                                   .evidence_url = "https://marendia.example/offices",
                                   .evidence_note = "The government's own list.",
                                   .until = {},
                                   .replaces = {}},
                                  world_.now());
    });
    written([&](store::Transaction& tx) { return approve_public_actor(tx, id, dagny_, world_.now()); });
    written([&](store::Transaction& tx) { return approve_public_actor(tx, id, anna_, world_.now()); });
  }
  void start() {
    world_.start({.crisis_words = [](std::string_view text) { return text.find(kQuarrel) != std::string_view::npos; }});
  }

  // One line of a Jetstream, now.
  void line(std::string_view did, std::string_view collection, std::string_view record) {
    ++lines_;
    const auto text = fmt::format(
        R"({{"did":"{}","time_us":{},"kind":"commit","commit":{{"rev":"3mm{:010}","operation":"create","collection":"{}","rkey":"{}","record":{{{}}},"cid":"bafy"}}}})",
        did, to_micros(world_.now()), lines_, collection, lines_, record);
    const auto event = decoder_.decode(text);
    ASSERT_TRUE(event.has_value()) << event.error().hint << text;
    ASSERT_EQ(event->kind, activity::DecodedEvent::Kind::Post);
    const std::vector posts{event->post};
    const auto taken = world_.intake().take({.posts = posts, .events = 1, .source = kSource});
    ASSERT_TRUE(taken.has_value());
    ASSERT_TRUE(world_.intake().flush().has_value());
  }
  // Gives the address.
  std::string says(std::string_view did, std::string_view words, const std::string& more = "") {
    line(did, "app.bsky.feed.post",
         fmt::format(R"("$type":"app.bsky.feed.post","createdAt":"2026-01-01T00:00:00Z","text":"{}"{})", words, more));
    return fmt::format("at://{}/app.bsky.feed.post/{}", did, lines_);
  }
  void answers(const std::string& post, std::string_view did, std::string_view words) {
    const auto ref = fmt::format(R"({{"cid":"bafy","uri":"{}"}})", post);
    says(did, words, fmt::format(R"(,"reply":{{"parent":{0},"root":{0}}})", ref));
  }
  void shares(const std::string& post, std::string_view did) {
    line(
        did, "app.bsky.feed.repost",
        fmt::format(
            R"("$type":"app.bsky.feed.repost","createdAt":"2026-01-01T00:00:00Z","subject":{{"cid":"bafy","uri":"{}"}})",
            post));
  }
  void quotes(const std::string& post, std::string_view did, std::string_view words) {
    says(did, words,
         fmt::format(R"(,"embed":{{"$type":"app.bsky.embed.record","record":{{"cid":"bafy","uri":"{}"}}}})", post));
  }
  // Somebody never seen before.
  std::string stranger() { return fmt::format("did:plc:person{:018}", ++people_); }
  void crowd(const std::string& post, int people, std::string_view words) {
    for (int i = 0; i < people; ++i) answers(post, stranger(), words);
  }

  // Five posts of an ordinary week: two answers and two shares each, in the first minute.
  void an_ordinary_week() {
    for (int i = 0; i < 5; ++i) {
      const auto post = says(kMinistry, "The harbour of Leith has new opening hours from next month.");
      world_.advance(minutes{1});
      crowd(post, 2, "Thank you for telling us about the new opening hours.");
      shares(post, stranger());
      shares(post, stranger());
      world_.advance(hours{24});
      ASSERT_TRUE(rules_.look().has_value());
    }
  }
  [[nodiscard]] std::string demand() {
    return says(kMinistry, "We call on Saudi Arabia to release the women who were arrested in Riyadh at once.");
  }
  [[nodiscard]] std::vector<Alert> told() {
    EXPECT_TRUE(rules_.look().has_value());
    auto all = world_.listen()->read([](store::Snapshot& s) { return alerts(s, {}, std::nullopt, {}, 100); });
    std::erase_if(all, [](const Alert& alert) { return alert.kind != AlertKind::UnderFire; });
    return all;
  }
  [[nodiscard]] std::vector<FirePost> posts() {
    return world_.listen()->read([](store::Snapshot& s) { return unjudged_posts(s, 100); });
  }
  [[nodiscard]] FirePeople people(minutes age) {
    const auto oldest = posts().front().post;
    return world_.listen()->read([&](store::Snapshot& s) { return fire_people(s, oldest, age); });
  }
  [[nodiscard]] std::int64_t rows(std::string_view sql) {
    return world_.listen()->read([&](store::Snapshot& snapshot) {
      auto query = store::connection(snapshot).query(sql);
      return query.step() ? query.integer(0) : 0;
    });
  }
  static std::string reasons(const Alert& alert) { return boost::json::serialize(alert.reasons); }

  World world_;
  staff::User arne_{.id = staff::UserId{51}, .login = "arn", .name = "Arne", .role = staff::Role::Analyst};
  staff::User dagny_{.id = staff::UserId{52}, .login = "dag", .name = "Dagny", .role = staff::Role::Dpo};
  staff::User anna_{.id = staff::UserId{53}, .login = "ana", .name = "Ana", .role = staff::Role::Admin};
  atproto::JetstreamV1Decoder decoder_{world_.listen().clock};
  AlertRules rules_{*world_.chancery(), *world_.listen(), world_.talk()};
  WatchId watch_;
  int lines_ = 0;
  int people_ = 0;
};

TEST_F(WatchedFire, ADemandThatIsAnsweredInTheOtherCountrysLanguageIsTold) {
  an_ordinary_week();
  const auto post = demand();
  world_.advance(minutes{2});
  crowd(post, 20, "هذا تدخل سافر في شؤون بلادنا ولن نقبل به أبدا");
  crowd(post, 4, "This is what every government ought to say.");
  world_.advance(minutes{4});
  const auto alerts = told();
  ASSERT_EQ(alerts.size(), 1U);
  const Alert& alert = alerts.front();
  EXPECT_EQ(alert.value, "grave");
  EXPECT_EQ(alert.watch, watch_);
  EXPECT_EQ(alert.to - alert.from, minutes{5});
  EXPECT_EQ(alert.n, 20) << "24 people, told in tens";
  // Every ordinary post drew 4 in five minutes, so 4 are expected. Of the 10 texts of the week none was in Arabic:
  // (0 + 1/2) / (10 + 5) = 0.033; now of 24 texts 20 are, 0.83.
  EXPECT_EQ(alert.expected, 4);
  EXPECT_EQ(reasons(alert), R"([{"code":"fire_post","public_actor":"900","minutes":5},)"
                            R"({"code":"fire_volume","n":20,"expected":4E0},)"
                            R"({"code":"fire_ratio","n":20,"of":20},)"
                            R"({"code":"fire_target_language","n":20,"of":20,"share":8.5E-1,"expected":3E-2},)"
                            R"({"code":"fire_copied_text","n":20,"of":20,"share":1E0,"expected":3E-2},)"
                            R"({"code":"fire_countries","countries":["SA"]},)"
                            R"({"code":"fire_age_unknown"}])");
}

TEST_F(WatchedFire, ALevelIsToldOnceAndAHigherOneAgain) {
  an_ordinary_week();
  const auto post = demand();
  crowd(post, 20, "هذا تدخل سافر في شؤون بلادنا ولن نقبل به أبدا");
  world_.advance(minutes{6});
  EXPECT_EQ(told().size(), 1U);
  EXPECT_EQ(told().size(), 1U);
  answers(post, kConsul, "This is not true.");
  world_.advance(minutes{10});
  auto alerts = told();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts.front().value, "official");
  EXPECT_THAT(reasons(alerts.front()), ::testing::HasSubstr(R"({"code":"fire_official","n":1})"));
  crowd(post, 20, "هذا تدخل سافر في شؤون بلادنا ولن نقبل به أبدا");
  world_.advance(minutes{50});
  EXPECT_EQ(told().size(), 2U) << "an hour old, and nothing higher";
}

TEST_F(WatchedFire, NothingIsToldOfFewerThanTenPeopleHoweverOftenTheySpeak) {
  an_ordinary_week();
  const auto post = demand();
  std::vector<std::string> nine;
  for (int i = 0; i < 9; ++i) nine.push_back(stranger());
  for (int again = 0; again < 5; ++again) {
    for (const auto& one : nine) answers(post, one, kQuarrel);
  }
  EXPECT_EQ(people(minutes{5}).anyone, 9);
  EXPECT_EQ(people(minutes{5}).counts.crisis, 9);
  world_.advance(minutes{61});
  EXPECT_TRUE(told().empty());
}

TEST_F(WatchedFire, WhatFewerThanTenDidIsNoPartOfAVerdict) {
  an_ordinary_week();
  const auto post = demand();
  // Twenty-four answer, nine of them with words of a quarrel: a share that would fire alone, of nine people.
  crowd(post, 15, "This is what every government ought to say.");
  crowd(post, 9, kQuarrel);
  world_.advance(minutes{6});
  for (const auto& alert : told()) {
    EXPECT_THAT(reasons(alert), ::testing::Not(::testing::HasSubstr("crisis"))) << reasons(alert);
    EXPECT_THAT(reasons(alert), ::testing::Not(::testing::HasSubstr("language")));
  }
  const auto counts = tellable({.announces = 10, .replies = 9, .quotes = 3, .texts = 12, .crisis = 9, .official = 1});
  EXPECT_EQ(counts.announces, 10);
  EXPECT_EQ(counts.replies, 0);
  EXPECT_EQ(counts.quotes, 0);
  EXPECT_EQ(counts.texts, 12);
  EXPECT_EQ(counts.crisis, 0);
  EXPECT_EQ(counts.official, 1) << "an office, and no private person";
}

TEST_F(WatchedFire, ReactionsAreCountedByPeopleAndByTheAgeOfThePost) {
  const auto post = demand();
  const auto anna = stranger();
  world_.advance(minutes{4});
  answers(post, anna, "One.");
  answers(post, anna, "Two.");
  quotes(post, anna, "Look at this.");
  world_.advance(minutes{2});
  shares(post, stranger());
  answers(post, kMinistry, "A thread goes on.");  // her own
  world_.advance(minutes{20});
  answers(post, stranger(), "Three.");
  const auto five = people(minutes{5});
  EXPECT_EQ(five.anyone, 1);
  EXPECT_EQ(five.counts.replies, 1);
  EXPECT_EQ(five.counts.quotes, 1);
  EXPECT_EQ(five.counts.texts, 1);
  EXPECT_EQ(five.counts.announces, 0);
  EXPECT_EQ(people(minutes{15}).counts.announces, 1);
  EXPECT_EQ(people(minutes{60}).anyone, 3);
  world_.advance(minutes{34});
  answers(post, stranger(), "An hour later.");
  EXPECT_EQ(people(minutes{60}).anyone, 3);
}

TEST_F(WatchedFire, PostsOfWhomNoWatchNamesAreNotCounted) {
  for (const std::string& author : {std::string(kConsul), stranger()}) {
    const auto post = says(author, "The harbour of Leith has new opening hours.");
    crowd(post, 12, "Thank you.");
  }
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 0);
  EXPECT_EQ(rows("SELECT count(*) FROM fire_bin"), 0);
}

TEST_F(WatchedFire, AWatchThatExcludesAnActorDoesNotNameHer) {
  ASSERT_TRUE(world_.add_watch(fmt::format("visa NOT from:{}", kConsul)).has_value());
  start();
  static_cast<void>(says(kConsul, "The harbour of Jeddah opens."));
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 0);
}

TEST_F(WatchedFire, KeepsNeitherWordsNorAuthorsNorAddresses) {
  const auto post = demand();
  const auto author = stranger();
  answers(post, author, "Some secret words of mine.");
  world_.stop();
  world_.listen().close();
  std::string bytes;
  for (const auto* name : {"listen.db", "listen.db-wal"}) {
    std::ifstream file(world_.listen().folder / name, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  for (const std::string& secret : {std::string("secret words"), author, std::string("release the women"), post}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
  world_.listen().open();
}

TEST_F(WatchedFire, GoesOnAfterARestart) {
  const auto post = demand();
  answers(post, stranger(), "Before.");
  start();
  answers(post, stranger(), "After.");
  EXPECT_EQ(people(minutes{5}).anyone, 2);
}

TEST_F(WatchedFire, WhatTheActorTakesDownAndWhoLeavesTheRegisterIsForgotten) {
  const auto post = demand();
  crowd(post, 3, "Well.");
  static_cast<void>(says(kMinistry, "The harbour opens."));
  ASSERT_TRUE(world_.store({}, {{.id = post, .author = kMinistry, .rev = {}}}).has_value());
  answers(post, stranger(), "What was it?");
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 1);
  EXPECT_EQ(rows("SELECT count(*) FROM fire_bin"), 0);
  written([&](store::Transaction& tx) {
    return retire_public_actor(tx, PublicActorId{900}, dagny_, "the office was closed", world_.now());
  });
  EXPECT_TRUE(told().empty());
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 0);
}

TEST_F(WatchedFire, PeopleAreToldApartForADayAndCountsKeptForHalfAYear) {
  crowd(demand(), 3, "Well.");
  world_.advance(days{1} + hours{1});
  Retention retention(*world_.listen());
  ASSERT_TRUE(retention.run_due().has_value());
  EXPECT_EQ(rows("SELECT count(*) FROM fire_bin WHERE length(authors) > 0"), 0);
  EXPECT_EQ(rows("SELECT n FROM fire_bin WHERE age = 60 AND kind = 0"), 3);
  world_.advance(kFireMemory);
  ASSERT_TRUE(retention.run_due().has_value());
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 0);
  EXPECT_EQ(rows("SELECT count(*) FROM fire_bin"), 0);
}

// The stream is behind: its hour is not over though ours is.
TEST_F(WatchedFire, IsJudgedByTheTimeOfTheStreamAndNotByOursAlone) {
  an_ordinary_week();
  const auto post = demand();
  const Timestamp left = world_.now();
  crowd(post, 20, "هذا تدخل سافر في شؤون بلادنا ولن نقبل به أبدا");
  ASSERT_TRUE(world_.intake().take({.events = 1, .source = kSource, .reached = left + minutes{3}}).has_value());
  ASSERT_TRUE(world_.intake().flush().has_value());
  world_.advance(minutes{7});
  EXPECT_TRUE(told().empty());
  // A press page that was read just now says nothing of the stream.
  ASSERT_TRUE(world_.intake().take({.events = 1, .source = "feed:12", .reached = world_.now()}).has_value());
  ASSERT_TRUE(world_.intake().flush().has_value());
  EXPECT_TRUE(told().empty());
  ASSERT_TRUE(world_.intake().take({.events = 1, .source = kSource, .reached = left + minutes{6}}).has_value());
  ASSERT_TRUE(world_.intake().flush().has_value());
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(WatchedFire, PeopleWhoSayNearlyTheSameAreCountedOnceThreeOfThemDo) {
  const auto post = demand();
  const auto loud = stranger();
  for (int i = 0; i < 5; ++i) answers(post, loud, "Keep your hands off our internal affairs, ministers!");
  EXPECT_EQ(people(minutes{5}).counts.copied, 0) << "one person, however often she says it";
  answers(post, stranger(), "Keep your hands off our internal affairs, minister!");
  EXPECT_EQ(people(minutes{5}).counts.copied, 0);
  answers(post, stranger(), "Keep your hands off our internal affairs, ministers!!");
  EXPECT_EQ(people(minutes{5}).counts.copied, 3) << "the first two as well";
  answers(post, stranger(), "When does the ferry to the islands leave on Sundays?");
  EXPECT_EQ(people(minutes{5}).counts.copied, 3);
  EXPECT_EQ(people(minutes{5}).counts.texts, 4);
}

// What a recording has of the fediverse: her address instead of a DID.
TEST_F(WatchedFire, AnActorOfTheFediverseIsWatchedByHerAddress) {
  constexpr std::string_view kPress = "acct:Press@marendia.example";
  enter(PublicActorId{902}, kPress, "GB");
  ASSERT_TRUE(world_.add_watch("harbour AND from:press@marendia.example").has_value());
  start();
  int lines = 0;
  const auto line = [&](std::string_view author, std::string_view to) {
    const auto host = author.substr(author.find('@') + 1);
    const auto id = fmt::format("https://{}/posts/{}", host, ++lines);
    activity::PublicPost post{.id = id, .author = author, .time = world_.now(), .text = "Well, well."};
    post.in_reply_to = to;
    const std::vector posts{post};
    EXPECT_TRUE(world_.intake().take({.posts = posts, .events = 1, .source = "recording:fediverse"}).has_value());
    EXPECT_TRUE(world_.intake().flush().has_value());
    return id;
  };
  const auto post = line("press@marendia.example", "");
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 1);
  world_.advance(minutes{1});
  line("ana@far.example", post);
  line("ben@far.example", post);
  line("cem@far.example", post);
  line("press@marendia.example", post);   // her own
  line("press@elsewhere.example", post);  // another of that name
  const auto found = people(minutes{5});
  EXPECT_EQ(found.anyone, 4);
  EXPECT_EQ(found.counts.replies, 4);
  line("press@elsewhere.example", "");
  EXPECT_EQ(rows("SELECT count(*) FROM fire_post"), 2) << "her post and her answer, and nobody else's";
}

}  // namespace
}  // namespace chancery::listen::test
