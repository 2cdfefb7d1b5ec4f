// Queueing in slices, and what goes out next: on the file alone, nobody is asked.
#include "activitypub/delivery_dispatch.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "activitypub/delivery_lease.hpp"
#include "activitypub/delivery_settle.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/migrations.hpp"
#include "speak/migrations.hpp"
#include "staff/migrations.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/sql.hpp"
#include "support/stores.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

class Dispatching : public testing::Test {
 protected:
  Dispatching() {
    press = account("press");
    embassy = account("embassy");
  }

  activity::AccountId account(const std::string& name) {
    activity::Account account;
    account.id = store.ids.make<activity::AccountId>();
    account.name = name;
    account.created_at = store.clock.now();
    write([&](store::Transaction& tx) { EXPECT_TRUE(store::insert_account(tx, account)); });
    return account.id;
  }
  template <class F>
  void write(F fn) {
    const auto done = store->write_now([&](store::Transaction& tx) -> Status {
      fn(tx);
      return {};
    });
    ASSERT_TRUE(done.has_value()) << done.error().detail;
  }
  std::int64_t count(std::string_view sql) {
    return store->read([&](store::Snapshot& snapshot) {
      auto query = store::connection(snapshot).query(sql);
      EXPECT_TRUE(query.step());
      return query.integer(0);
    });
  }

  static std::string inbox(const std::string& host) { return "https://" + host + "/inbox"; }
  activity::ActorId follow(const std::string& name, const std::string& host, activity::AccountId whom = {}) {
    activity::ActorId id;
    write([&](store::Transaction& tx) {
      activity::Actor actor;
      actor.uri = "https://" + host + "/users/" + name;
      actor.inbox = actor.uri + "/inbox";
      actor.shared_inbox = inbox(host);
      id = store::save_actor(tx, actor);
      save_follower(tx, {whom ? whom : press, id, actor.uri, "f", actor.shared_inbox, store.clock.now()});
    });
    return id;
  }
  void follow_from(int hosts) {
    for (int i = 0; i < hosts; ++i) follow("ana", "h" + std::to_string(i) + ".example");
  }

  // An activity about a note; the rows of notes themselves do not matter here.
  activity::ActivityId tell(DeliveryAudience audience, std::int64_t note = 0, activity::AccountId from = {},
                            ActivityKind kind = ActivityKind::Create) {
    OwnActivity activity;
    activity.id = store.ids.make<activity::ActivityId>();
    activity.kind = kind;
    activity.account = from ? from : press;
    activity.created_at = store.clock.now();
    write([&](store::Transaction& tx) {
      open_dispatch(tx, store.ids, {activity, std::move(audience)});
      if (note != 0) {
        auto& db = store::connection(tx);
        db.query("UPDATE dispatch SET note = ? WHERE activity = ?").bind(note, activity.id).run();
      }
    });
    return activity.id;
  }
  activity::ActivityId tell_followers(std::int64_t note = 0, ActivityKind kind = ActivityKind::Create) {
    const auto id = tell({true, {}, {}}, note, {}, kind);
    while (slice(1'000)) {
    }
    return id;
  }
  bool slice(std::size_t inboxes) {
    bool more = false;
    write([&](store::Transaction& tx) { more = advance_dispatch(tx, store.clock.now(), inboxes); });
    return more;
  }
  std::vector<DueDelivery> due(const UnderWay& under_way = {}, const LeaseRule& rule = {}) {
    auto leased = store->read(
        [&](store::Snapshot& snapshot) { return lease_deliveries(snapshot, store.clock.now(), under_way, rule); });
    stale = leased.stale.size();
    return std::move(leased.due);
  }
  std::vector<activity::ActivityId> due_activities() {
    std::vector<activity::ActivityId> ids;
    for (const auto& each : due()) ids.push_back(each.key.activity);
    return ids;
  }
  void answer(const std::vector<DueDelivery>& deliveries, const Result<net::IncomingResponse>& answer) {
    write([&](store::Transaction& tx) {
      Settlement settlement(tx, store.clock.now(), patience, even);
      for (const auto& delivery : deliveries) settlement.apply({delivery, answer});
      settlement.close();
    });
  }
  static net::IncomingResponse status(int status) {
    net::IncomingResponse response;
    response.status = status;
    return response;
  }
  static Result<net::IncomingResponse> silence() { return fail(Errc::Timeout, "no answer"); }
  // Fails until its circuit opens.
  void break_host(const std::string& host) {
    for (int i = 0; i < 5; ++i) {
      const auto found = due();
      const auto its = std::ranges::find(found, host, &DueDelivery::host);
      ASSERT_NE(its, found.end());
      answer({*its}, silence());
      store.clock.advance(100s);
    }
  }
  HostStanding standing(const std::string& host) {
    return store->read([&](store::Snapshot& snapshot) {
      auto query = store::connection(snapshot).query("SELECT standing FROM delivery_host WHERE name = ?");
      EXPECT_TRUE(query.bind(host).step());
      return static_cast<HostStanding>(query.integer(0));
    });
  }

  test::TestStore store{test::migrations_of({staff::migrations(), speak::migrations(), activitypub::migrations()})};
  const SettleRule patience;
  const std::function<double()> even = [] { return 0.5; };
  activity::AccountId press;
  activity::AccountId embassy;
  std::size_t stale = 0;
};

TEST_F(Dispatching, KeepsOneInboxForManyFollowersAndCountsThem) {
  const auto ana = follow("ana", "a.example");
  follow("ben", "a.example");
  follow("cleo", "b.example");
  follow("ana", "a.example");
  EXPECT_EQ(count("SELECT COUNT(*) FROM follower_inbox"), 2);
  const auto counted = [&] {
    return store->read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press); });
  };
  EXPECT_EQ(counted(), 3) << "following again counts once";
  write([&](store::Transaction& tx) { move_follower_inbox(tx, ana, inbox("c.example")); });
  EXPECT_EQ(count("SELECT COUNT(*) FROM follower_inbox"), 3);
  EXPECT_EQ(counted(), 3);
  write([&](store::Transaction& tx) { EXPECT_TRUE(remove_follower(tx, press, ana)); });
  EXPECT_EQ(counted(), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery_host WHERE name = 'c.example'"), 0) << "nobody is there any more";
  write([&](store::Transaction& tx) { EXPECT_EQ(remove_followers_at(tx, inbox("a.example")).size(), 1U); });
  EXPECT_EQ(counted(), 1);
  EXPECT_EQ(count("SELECT SUM(followers) FROM follower_inbox"), count("SELECT COUNT(*) FROM follower"));
}

TEST_F(Dispatching, GoesOnWhereItWasInterruptedAndQueuesNobodyTwice) {
  follow_from(25);
  const auto note = tell({true, {inbox("h3.example"), "https://friend.example/inbox"}, {}});
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery"), 2) << "those it names at once";
  EXPECT_TRUE(slice(10));
  EXPECT_TRUE(slice(10));
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery"), 21);
  // Here the process dies; another goes on from the file.
  EXPECT_FALSE(slice(10));
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery"), 26);
  EXPECT_EQ(count("SELECT waiting FROM dispatch"), 26);
  EXPECT_FALSE(slice(10)) << "nothing is left to do";
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery"), 26);
  EXPECT_TRUE(note);
}

TEST_F(Dispatching, WhoUnfollowsMeanwhileGetsNothingAndWhoFollowsMayOrMayNot) {
  follow_from(20);
  tell({true, {}, {}});
  EXPECT_TRUE(slice(10));
  write([&](store::Transaction& tx) { remove_followers_at(tx, inbox("h15.example")); });
  while (slice(10)) {
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery"), 19);
}

TEST_F(Dispatching, NothingLaterOfAnAccountLeavesBeforeItsAudienceIsQueued) {
  follow_from(20);
  const auto first = tell({true, {}, {}});
  EXPECT_TRUE(slice(10));
  tell({false, {inbox("h19.example")}, {}});  // h19 has no delivery of the first yet
  const auto other = tell({false, {inbox("h18.example")}, {}}, 0, embassy);
  auto ids = due_activities();
  EXPECT_EQ(std::ranges::count(ids, first), 10);
  EXPECT_EQ(std::ranges::count(ids, other), 1) << "another account does not wait";
  EXPECT_EQ(ids.size(), 11U);
  EXPECT_EQ(stale, 0U) << "it is due and held, not forgotten";
  while (slice(10)) {
  }
  ids = due_activities();
  EXPECT_EQ(std::ranges::count(ids, first), 20);
  EXPECT_EQ(ids.size(), 21U) << "the second follows the first at its host";
}

TEST_F(Dispatching, ADeleteGoesToWhoeverGotTheCreateAndToFollowersOnce) {
  const auto ana = follow("ana", "a.example");
  follow("ben", "b.example");
  const auto create = tell_followers();
  answer(due(), status(202));
  write([&](store::Transaction& tx) { EXPECT_TRUE(remove_follower(tx, press, ana)); });
  follow("cleo", "c.example");
  tell({true, {}, create});
  while (slice(1)) {
  }
  std::vector<std::string> hosts;
  for (const auto& each : due()) hosts.push_back(each.host);
  std::ranges::sort(hosts);
  EXPECT_EQ(hosts, (std::vector<std::string>{"a.example", "b.example", "c.example"}));
}

TEST_F(Dispatching, HostsTakeTurns) {
  for (const std::string name : {"ana", "ben", "cleo"}) {
    write([&](store::Transaction& tx) {
      const auto uri = "https://big.example/users/" + name;
      activity::Actor actor;
      actor.uri = uri;
      actor.inbox = uri + "/inbox";
      const auto id = store::save_actor(tx, actor);
      save_follower(tx, {press, id, uri, "f", actor.inbox, store.clock.now()});
    });
  }
  follow("dora", "small.example");
  tell_followers();
  LeaseRule rule;
  rule.per_host = 2;
  UnderWay under_way;
  auto first = due(under_way, rule);
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(std::ranges::count(first, "big.example", &DueDelivery::host), 2);
  EXPECT_EQ(std::ranges::count(first, "small.example", &DueDelivery::host), 1);
  for (const auto& each : first) under_way.add(each);
  EXPECT_TRUE(due(under_way, rule).empty()) << "no more than two at a time";
  under_way.remove(first[0]);
  answer({first[0]}, status(202));
  EXPECT_EQ(due(under_way, rule).size(), 1U);
}

TEST_F(Dispatching, AHostThatAnswersAtOnceGetsMoreAtATime) {
  for (const std::string name : {"ana", "ben", "cleo", "dora", "emil"}) {
    write([&](store::Transaction& tx) {
      activity::Actor actor;
      actor.uri = "https://big.example/users/" + name;
      actor.inbox = actor.uri + "/inbox";
      const auto id = store::save_actor(tx, actor);
      save_follower(tx, {press, id, actor.uri, "f", actor.inbox, store.clock.now()});
    });
  }
  tell_followers();
  LeaseRule rule;
  rule.per_host = 1;
  UnderWay under_way;
  const auto first = due(under_way, rule);
  ASSERT_EQ(first.size(), 1U);
  under_way.add(first[0]);
  under_way.remove(first[0], true);
  answer({first[0]}, status(202));
  const auto then = due(under_way, rule);
  EXPECT_EQ(then.size(), 2U);
  for (const auto& each : then) under_way.add(each);
  under_way.remove(then[0], true);
  under_way.remove(then[1]);  // this one took its time
  answer(then, status(202));
  EXPECT_EQ(due(under_way, rule).size(), 1U);
}

TEST_F(Dispatching, AnUpdateNeverOvertakesItsCreateHoweverOftenThatFails) {
  follow("ana", "a.example");
  follow("ana", "a.example", embassy);
  const auto create = tell_followers(7);
  const auto update = tell_followers(7);
  const auto other = tell_followers(8);
  for (int i = 0; i < kHoldsTheLine; ++i) {
    EXPECT_EQ(due_activities(), std::vector{create}) << i;
    answer(due(), status(500));
    const auto embassies = tell({false, {inbox("a.example")}, {}}, 0, embassy);
    answer(
        [&] {
          auto found = due();
          std::erase_if(found, [&](const auto& each) { return each.key.activity != embassies; });
          return found;
        }(),
        status(202));
    EXPECT_EQ(standing("a.example"), HostStanding::Reachable) << "it takes what others send";
    store.clock.advance(1h);
  }
  auto ids = due_activities();
  std::ranges::sort(ids);
  EXPECT_EQ(ids, (std::vector{create, other})) << "another note goes past it, what is about the same does not";
  answer(due(), status(202));
  EXPECT_EQ(due_activities(), std::vector{update});
}

TEST_F(Dispatching, AServerThatIsDownKeepsItsOrderForEver) {
  follow("ana", "a.example");
  const auto first = tell_followers(1);
  tell_followers(2);
  for (int i = 0; i < 9; ++i) {
    ASSERT_EQ(due_activities(), std::vector{first}) << i;
    answer(due(), silence());
    store.clock.advance(1h);
  }
}

TEST_F(Dispatching, AnOpenCircuitIsTriedWithOneDeliveryAndClosedByAnyAnswer) {
  follow("ana", "a.example");
  follow("eve", "a.example", embassy);
  tell_followers();
  tell({true, {}, {}}, 0, embassy);
  slice(10);
  EXPECT_EQ(due().size(), 2U);
  break_host("a.example");
  EXPECT_EQ(standing("a.example"), HostStanding::Failing);
  const auto probe = due();
  ASSERT_EQ(probe.size(), 1U);
  EXPECT_EQ(probe[0].standing, HostStanding::Failing);
  UnderWay under_way;
  under_way.add(probe[0]);
  EXPECT_TRUE(due(under_way).empty());
  answer(probe, silence());
  EXPECT_TRUE(due().empty()) << "left alone, and longer than before";
  store.clock.advance(30s);
  answer(due(), status(404));
  EXPECT_EQ(standing("a.example"), HostStanding::Reachable);
  EXPECT_EQ(due().size(), 1U) << "what waited goes at once";
}

TEST_F(Dispatching, AParkedServerKeepsOneDeliveryToTryItWithAndItsFollowers) {
  follow("ana", "a.example");
  for (int i = 0; i < 3; ++i) tell_followers();
  break_host("a.example");
  store.clock.advance(73h);
  answer(due(), silence());
  EXPECT_EQ(standing("a.example"), HostStanding::Parked);
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery WHERE state = 4"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery WHERE state = 0"), 1);
  for (int i = 0; i < 5; ++i) tell_followers();
  EXPECT_EQ(count("SELECT COUNT(*) FROM delivery WHERE state = 0"), 1) << "nothing is collected";
  EXPECT_EQ(count("SELECT COUNT(*) FROM follower"), 1);
  EXPECT_TRUE(due().empty());
  store.clock.advance(31h);
  EXPECT_EQ(due().size(), 1U) << "a try a day";
  answer(due(), status(202));
  EXPECT_EQ(standing("a.example"), HostStanding::Reachable);
  tell_followers();
  EXPECT_EQ(due().size(), 1U);
}

TEST_F(Dispatching, AServerThatWasAwayHearsOfWhatWasTakenBackMeanwhile) {
  follow("ana", "a.example");
  tell_followers();
  const auto before = tell_followers(0, ActivityKind::Delete);
  tell_followers();
  break_host("a.example");
  store.clock.advance(73h);
  answer(due(), silence());
  ASSERT_EQ(standing("a.example"), HostStanding::Parked);
  const auto undo = tell_followers(0, ActivityKind::UndoAnnounce);
  tell_followers();
  const auto move = tell_followers(0, ActivityKind::Move);
  store.clock.advance(24h * 40);
  write([&](store::Transaction& tx) { forget_settled(tx, store.clock.now() - kDeliveriesKept, 100); });
  for (int day = 0; day < 3; ++day) {
    ASSERT_EQ(due().size(), 1U) << "the one it is tried with is never too old";
    answer(due(), silence());
    store.clock.advance(31h);
  }
  answer(due(), status(202));
  EXPECT_EQ(due_activities(), std::vector{before}) << "of what was dropped what takes back, in order";
  answer(due(), status(503));
  store.clock.advance(1h);
  for (const auto each : {before, undo, move}) {
    EXPECT_EQ(due_activities(), std::vector{each}) << "not too old after another trouble";
    answer(due(), status(202));
  }
  EXPECT_TRUE(due().empty()) << "and none of the posts";
  EXPECT_EQ(count("SELECT SUM(parked) FROM dispatch p JOIN activity a ON a.id = p.activity WHERE kind = 'move'"), 0);
}

TEST_F(Dispatching, OfTheUpdatesOfANoteTheLastIsToldAServerThatWasAway) {
  follow("ana", "a.example");
  tell_followers();
  break_host("a.example");
  store.clock.advance(73h);
  answer(due(), silence());
  write([&](store::Transaction& tx) {
    for (const int id : {1, 2}) {
      store::connection(tx)
          .query(
              "INSERT INTO note (id, uri, account, attributed_to, in_reply_to, content, language, visibility, url,"
              " published, received) VALUES (?1, 'https://m.example/notes/' || ?1, ?2, '', '', '', 'en', 'public', '',"
              " 0, 0)")
          .bind(id, press)
          .run();
    }
  });
  const auto about = [&](std::int64_t note, ActivityKind kind) {
    const auto id = tell_followers(note, kind);
    write([&](store::Transaction& tx) {
      store::connection(tx).query("UPDATE activity SET note = ? WHERE id = ?").bind(note, id).run();
    });
    return id;
  };
  about(1, ActivityKind::Update);
  const auto last = about(1, ActivityKind::Update);
  about(2, ActivityKind::Update);
  const auto gone = about(2, ActivityKind::Delete);
  store.clock.advance(31h);
  answer(due(), status(202));
  std::vector<activity::ActivityId> told;
  for (auto ids = due_activities(); !ids.empty(); ids = due_activities()) {
    told.insert(told.end(), ids.begin(), ids.end());
    answer(due(), status(202));
  }
  EXPECT_EQ(told, (std::vector{last, gone}));
}

TEST_F(Dispatching, AMessageFromAParkedServerRevivesIt) {
  follow("ana", "a.example");
  tell_followers();
  tell_followers();
  break_host("a.example");
  store.clock.advance(73h);
  answer(due(), silence());
  store.clock.advance(1h);
  EXPECT_TRUE(due().empty());
  write([&](store::Transaction& tx) { host_seen(tx, "a.example", store.clock.now()); });
  ASSERT_EQ(due().size(), 1U);
  answer(due(), status(202));
  EXPECT_EQ(standing("a.example"), HostStanding::Reachable);
}

TEST_F(Dispatching, StaffMayHurryAServerButNotAgainstItsOwnWish) {
  follow("ana", "a.example");
  tell_followers();
  const auto retry = [&](const std::string& host) {
    return store->write_now([&](store::Transaction& tx) { return retry_host(tx, host, store.clock.now()); });
  };
  EXPECT_EQ(retry("b.example").error().code, Errc::NotFound);
  for (int i = 0; i < 9; ++i) {
    answer(due(), silence());
    store.clock.advance(1h);
  }
  answer(due(), silence());
  EXPECT_TRUE(due().empty());
  EXPECT_TRUE(retry("a.example"));
  ASSERT_EQ(due().size(), 1U);
  auto slow_down = status(429);
  slow_down.headers.add("Retry-After", "7200");
  answer(due(), slow_down);
  EXPECT_TRUE(retry("a.example"));
  EXPECT_TRUE(due().empty());
  store.clock.advance(7201s);
  answer(due(), status(202));
  EXPECT_EQ(retry("a.example").error().code, Errc::Conflict) << "nothing waits";
}

TEST_F(Dispatching, HostsInTroubleHaveFewPlacesAndNeverTakeTheOthers) {
  follow_from(60);
  tell_followers();
  write([&](store::Transaction& tx) {
    auto& db = store::connection(tx);
    db.query("UPDATE delivery_host SET standing = 2, failures = 9, failing_since = 1 WHERE id <= 30").run();
    db.query("UPDATE delivery_host SET standing = 1, failures = 1, failing_since = 1 WHERE id BETWEEN 31 AND 45").run();
  });
  LeaseRule rule;
  rule.round = 100;
  rule.failing = 3;
  rule.doubtful = 5;
  const auto leased = due({}, rule);
  EXPECT_EQ(std::ranges::count(leased, HostStanding::Failing, &DueDelivery::standing), 3);
  EXPECT_EQ(std::ranges::count(leased, HostStanding::Doubtful, &DueDelivery::standing), 5);
  EXPECT_EQ(std::ranges::count(leased, HostStanding::Reachable, &DueDelivery::standing), 15);
}

}  // namespace
}  // namespace chancery::activitypub
