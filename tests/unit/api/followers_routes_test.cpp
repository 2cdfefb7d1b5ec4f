// Who wants to follow, who follows, and whom an account blocks, as staff decide it.
#include <gtest/gtest.h>

#include "activity/actor.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_lease.hpp"
#include "activitypub/follow_requests.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/own_activity.hpp"
#include "store/actors.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class FollowersPage : public testing::Test {
 protected:
  activity::AccountId press() const { return activity::AccountId{parse_id(account).value()}; }
  static activity::Actor actor(const std::string& uri, const std::string& name) {
    activity::Actor actor;
    actor.uri = uri;
    actor.preferred_username = name;
    actor.name = "Name of " + name;
    actor.inbox = uri + "/inbox";
    actor.url = uri;
    return actor;
  }
  std::string ask(const std::string& host, const std::string& name) {
    const auto uri = "https://" + host + "/users/" + name;
    keep(uri, name, [](store::Transaction& tx, const activitypub::Follower& asking) {
      activitypub::save_follow_request(tx, asking);
    });
    return uri;
  }
  std::string follow(const std::string& host, const std::string& name) {
    const auto uri = "https://" + host + "/users/" + name;
    keep(uri, name,
         [](store::Transaction& tx, const activitypub::Follower& it) { activitypub::save_follower(tx, it); });
    return uri;
  }
  template <class Save>
  void keep(const std::string& uri, const std::string& name, Save&& save) {
    const auto saved = bed.store->write_now([&](store::Transaction& tx) -> Status {
      const auto whom = actor(uri, name);
      save(tx, activitypub::Follower{press(), store::save_actor(tx, whom), uri, uri + "/follows/1", whom.inbox,
                                     bed.clock.now()});
      return {};
    });
    ASSERT_TRUE(saved.has_value());
  }
  // What waits to be told others, as "Accept https://…/inbox".
  std::vector<std::string> told() {
    return bed.store->read([&](store::Snapshot& snapshot) {
      std::vector<std::string> all;
      activitypub::LeaseRule rule;
      for (const auto& due : activitypub::lease_deliveries(snapshot, bed.clock.now(), {}, rule).due) {
        const auto own = activitypub::activity_by_id(snapshot, due.key.activity);
        const auto document = activitypub::own_activity_document(snapshot, bed.addresses, *own);
        all.push_back(json::text_or_empty(*json::parse_object(*document), "type") + ' ' + due.inbox);
      }
      std::ranges::sort(all);
      return all;
    });
  }
  json::Object list(const std::string& query = "") {
    const auto answer = admin.get(requests + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json();
  }
  std::int64_t answered(const std::string& step, const json::Object& body) {
    const auto answer = admin.post(requests + step, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::integer(answer.json(), "answered").value_or(-1);
  }
  static json::Object actors(const std::vector<std::string>& uris) {
    return {{"actors", json::Array(uris.begin(), uris.end())}};
  }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin);
  std::string base = "/api/staff/accounts/" + account;
  std::string requests = base + "/follow-requests";
};

TEST_F(FollowersPage, WhoAsksIsShownAndAnswered) {
  const auto ana = ask("one.example", "ana");
  const auto bob = ask("two.example", "bob");
  const auto shown = list();
  EXPECT_EQ(json::integer(shown, "waiting"), 2);
  ASSERT_EQ(json::objects(shown, "requests").size(), 2U);
  const auto& first = *json::objects(shown, "requests").at(0);
  EXPECT_EQ(json::text(first, "actor"), ana);
  EXPECT_EQ(json::text(first, "acct"), "ana@one.example");
  EXPECT_EQ(json::text(first, "name"), "Name of ana");
  EXPECT_EQ(json::text(first, "host"), "one.example");
  EXPECT_EQ(json::text(first, "since"), to_rfc3339(bed.clock.now()));
  EXPECT_EQ(json::boolean(first, "registered"), false);
  EXPECT_EQ(answered("/accept", actors({ana})), 1);
  EXPECT_EQ(answered("/reject", actors({bob, "https://two.example/users/nobody"})), 1);
  EXPECT_EQ(told(), (std::vector<std::string>{"Accept " + ana + "/inbox", "Reject " + bob + "/inbox"}));
  EXPECT_EQ(json::integer(list(), "waiting"), 0);
  EXPECT_EQ(json::integer(admin.get(base + "/followers").json(), "followers"), 1);
  EXPECT_GT(bed.deliveries_due, 0);
  const auto entries = bed.audit();
  const auto named = [&](std::string_view who) {
    return std::ranges::any_of(entries,
                               [&](const auto& entry) { return entry.subject.find(who) != std::string::npos; });
  };
  EXPECT_TRUE(named("actor at one.example"));
  EXPECT_FALSE(named("/ana") || named("ana@")) << "a private person is named nowhere for ever";
}

TEST_F(FollowersPage, ManyAreReadPageByPage) {
  for (int i = 0; i < 120; ++i) ask("one.example", "u" + std::to_string(i));
  std::size_t seen = 0;
  std::string query;
  int pages = 0;
  do {
    const auto page = list(query);
    seen += json::objects(page, "requests").size();
    query = page.at("next").is_null() ? "" : "?after=" + std::string(*json::text(page, "next"));
    ++pages;
  } while (!query.empty() && pages < 10);
  EXPECT_EQ(seen, 120U);
  EXPECT_EQ(pages, 3);
}

TEST_F(FollowersPage, InstitutionsOfTheRegisterAreAcceptedTogether) {
  bed.put_in_register(admin, "acct:press@gov.example");
  const auto press_there = ask("gov.example", "press");
  ask("one.example", "ana");
  // Somebody who says that the ministry's page is hers.
  keep("https://evil.example/users/x", "x", [&](store::Transaction& tx, activitypub::Follower asking) {
    auto liar = actor(asking.actor_uri, "x");
    liar.url = press_there;
    asking.actor = store::save_actor(tx, liar);
    activitypub::save_follow_request(tx, asking);
  });
  const auto shown = list();
  const auto asking = json::objects(shown, "requests");
  ASSERT_EQ(asking.size(), 3U);
  EXPECT_EQ(json::boolean(*asking.at(0), "registered"), true);
  EXPECT_EQ(json::boolean(*asking.at(1), "registered"), false);
  EXPECT_EQ(json::boolean(*asking.at(2), "registered"), false);
  EXPECT_EQ(answered("/accept-institutions", {}), 1);
  EXPECT_EQ(told(), std::vector<std::string>{"Accept " + press_there + "/inbox"});
  EXPECT_EQ(json::integer(list(), "waiting"), 2);
}

TEST_F(FollowersPage, OnlyWhoSpeaksForTheAccountDecides) {
  const auto ana = ask("one.example", "ana");
  auto officer = bed.officer(admin);
  EXPECT_EQ(officer.get(requests).status, 403);
  EXPECT_EQ(officer.post(requests + "/accept", actors({ana})).status, 403);
  EXPECT_EQ(officer.post(requests + "/accept-institutions", json::Object{}).status, 403);
  EXPECT_EQ(officer.remove(base + "/followers?actor=" + ana).status, 403);
  EXPECT_EQ(officer.get(base + "/blocks").status, 403);
  EXPECT_EQ(officer.post(base + "/blocks", json::Object{{"actor", ana}}).status, 403);
  EXPECT_TRUE(officer.get(base + "/followers").json().at("waiting").is_null());
  EXPECT_EQ(json::integer(list(), "waiting"), 1) << "nothing happened";
  EXPECT_EQ(admin.get("/api/staff/accounts/77/follow-requests").status, 404);
  EXPECT_EQ(admin.post("/api/staff/accounts/77/follow-requests/accept", actors({ana})).status, 404);
  EXPECT_EQ(admin.post(requests + "/accept", actors({})).status, 422);
  EXPECT_EQ(admin.post(requests + "/accept", json::Object{{"actors", "ana"}}).status, 422);
}

TEST_F(FollowersPage, AFollowerIsTakenOffTheList) {
  const auto ana = follow("one.example", "ana");
  EXPECT_EQ(admin.remove(base + "/followers?actor=" + ana).status, 204);
  EXPECT_EQ(told(), std::vector<std::string>{"Reject " + ana + "/inbox"});
  EXPECT_EQ(json::integer(admin.get(base + "/followers").json(), "followers"), 0);
  EXPECT_EQ(admin.remove(base + "/followers?actor=" + ana).status, 404);
  EXPECT_EQ(admin.remove(base + "/followers").status, 422);
}

TEST_F(FollowersPage, ABlockEndsTheFollowAndCanBeTakenBack) {
  const auto ana = follow("one.example", "ana");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(admin.post(base + "/blocks", json::Object{{"actor", ana}}).status, 200);
  EXPECT_EQ(told(), std::vector<std::string>{"Block " + ana + "/inbox"});
  EXPECT_EQ(json::integer(admin.get(base + "/followers").json(), "followers"), 0);
  const auto blocked = admin.get(base + "/blocks").json();
  EXPECT_EQ(json::text(*json::objects(blocked, "blocks").at(0), "actor"), ana);
  EXPECT_EQ(admin.remove(base + "/blocks?actor=" + ana).status, 204);
  EXPECT_TRUE(admin.get(base + "/blocks").json().at("blocks").as_array().empty());
  EXPECT_EQ(admin.remove(base + "/blocks").status, 422);
}

TEST_F(FollowersPage, HowManyAreNotReachedIsToldOfTenAlone) {
  const auto unreached = [&] { return admin.get(base + "/followers").json().at("unreached"); };
  const auto fail_host = [&](const std::string& host) {
    const auto done = bed.store->write_now([&](store::Transaction& tx) -> Status {
      const auto id = activitypub::host_id(tx, host);
      activitypub::Circuit circuit;
      circuit.failures = 9;
      circuit.failing_since = bed.clock.now();
      activitypub::save_circuit(tx, id.value(), circuit, {});
      return {};
    });
    ASSERT_TRUE(done.has_value());
  };
  for (int i = 0; i < 12; ++i) follow("big.example", "u" + std::to_string(i));
  for (int i = 0; i < 3; ++i) follow("small.example", "u" + std::to_string(i));
  EXPECT_EQ(boost::json::serialize(unreached()), R"({"servers":0,"followers":0})");
  fail_host("small.example");
  EXPECT_EQ(boost::json::serialize(unreached()), R"({"servers":1,"followers":null})");
  fail_host("big.example");
  EXPECT_EQ(boost::json::serialize(unreached()), R"({"servers":2,"followers":15})");
}

TEST_F(FollowersPage, AnAccountMovesOnlyWhereItIsNamedAndComesBack) {
  const auto ana = follow("one.example", "ana");
  const auto there = bed.create_account(admin, 0, "consulate");
  const auto target = bed.addresses.actor(activity::AccountId{parse_id(there).value()});
  const auto move = [&](const std::string& to, const std::string& confirm) {
    return admin.post(base + "/move", json::Object{{"target", to}, {"confirm", confirm}});
  };
  EXPECT_EQ(move(target, "press").status, 422) << "the other does not name this one";
  ASSERT_EQ(admin
                .put("/api/staff/accounts/" + there + "/profile",
                     json::Object{{"type", "Organization"},
                                  {"display_name", "Consulate"},
                                  {"language", "en"},
                                  {"languages", json::Array{}},
                                  {"also_known_as", json::Array{json::Value(bed.addresses.actor(press()))}}})
                .status,
            200);
  const auto unconfirmed = move(target, "consulate");
  EXPECT_EQ(unconfirmed.status, 422);
  EXPECT_TRUE(unconfirmed.hint().starts_with("confirm: ")) << unconfirmed.hint();
  EXPECT_EQ(move("@consulate@mfa.example", "press").status, 200);
  EXPECT_EQ(json::text(admin.get(base + "/profile").json(), "moved_to"), target);
  activitypub::Deliveries(*bed.store, bed.knocker, bed.peers, 7).plan_now();
  EXPECT_EQ(told(), std::vector<std::string>{"Move " + ana + "/inbox"});
  EXPECT_EQ(bed.officer(admin).post(base + "/move", json::Object{{"target", target}, {"confirm", "press"}}).status,
            403);
  EXPECT_EQ(admin.remove(base + "/move").status, 200);
  EXPECT_TRUE(admin.get(base + "/profile").json().at("moved_to").is_null());
}

}  // namespace
}  // namespace chancery::api
