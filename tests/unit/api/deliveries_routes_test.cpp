// Who is unreachable and why, as staff read it.
#include <gtest/gtest.h>

#include "activity/actor.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_settle.hpp"
#include "activitypub/followers.hpp"
#include "store/actors.hpp"
#include "support/saying.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using namespace std::chrono_literals;
using activitypub::DueDelivery;
using test::Answer;
using test::Browser;
using test::Testbed;

class DeliveriesPage : public testing::Test {
 protected:
  void follow(const std::string& host, int people) {
    const auto saved = bed.store->write_now([&](store::Transaction& tx) -> Status {
      for (int i = 0; i < people; ++i) {
        activity::Actor actor;
        actor.uri = "https://" + host + "/users/" + std::to_string(i);
        actor.inbox = actor.uri + "/inbox";
        actor.shared_inbox = "https://" + host + "/inbox";
        const activity::AccountId press{parse_id(account).value()};
        const auto id = store::save_actor(tx, actor);
        activitypub::save_follower(tx, {press, id, actor.uri, "f", actor.shared_inbox, bed.clock.now()});
      }
      return {};
    });
    ASSERT_TRUE(saved.has_value());
  }
  std::string publish(const std::string& text) {
    const auto note = speaker.say(activity::AccountId{parse_id(account).value()}, text);
    deliveries.plan_now();
    return note.id.text();
  }
  // What is due now is answered so, by host; others stay under way.
  void answer(const std::string& host, int status) {
    const auto due = bed.store->read([&](store::Snapshot& snapshot) {
      return activitypub::lease_deliveries(snapshot, bed.clock.now(), {}, {}).due;
    });
    const auto settled = bed.store->write_now([&](store::Transaction& tx) -> Status {
      const activitypub::SettleRule rule;
      const std::function<double()> even = [] { return 0.5; };
      activitypub::Settlement settlement(tx, bed.clock.now(), rule, even);
      for (const auto& delivery : due) {
        if (delivery.host != host) continue;
        net::IncomingResponse response;
        response.status = status;
        settlement.apply({delivery, response});
      }
      settlement.close();
      return {};
    });
    ASSERT_TRUE(settled.has_value());
  }
  json::Object get(const std::string& target) {
    const auto answer = admin.get(target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json();
  }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin);
  test::Speaker speaker{*bed.store, {bed.addresses, bed.proof_log}};
  const activitypub::Peers peers{bed.addresses, net::AddressGuard(net::AddressGuard::Exceptions{})};
  activitypub::Knocker knocker{*bed.store, bed.client};
  activitypub::Deliveries deliveries{*bed.store, knocker, peers, 7};
};

TEST_F(DeliveriesPage, CountsFollowersByServerAndNamesNoServerOfFew) {
  follow("big.example", 12);
  follow("small.example", 3);
  follow("tiny.example", 1);
  const auto page = get("/api/staff/deliveries");
  EXPECT_EQ(page.at("servers").as_int64(), 3);
  EXPECT_EQ(page.at("reachable").as_int64(), 3);
  EXPECT_TRUE(page.at("hosts").as_array().empty());
  const auto& reach = page.at("accounts").as_array().at(0).as_object();
  EXPECT_EQ(json::text(reach, "name"), "press");
  EXPECT_EQ(reach.at("followers").as_int64(), 16);
  EXPECT_EQ(reach.at("servers").as_int64(), 3);
  EXPECT_EQ(boost::json::serialize(reach.at("top")), R"([{"host":"big.example","followers":12}])");
  EXPECT_EQ(boost::json::serialize(reach.at("others")), R"({"servers":2,"followers":4})");
  EXPECT_EQ(get("/api/staff/deliveries/big.example").at("followers").as_int64(), 12);
  EXPECT_TRUE(get("/api/staff/deliveries/tiny.example").at("followers").is_null());
}

TEST_F(DeliveriesPage, SaysWhoIsUnreachableSinceWhenWhyAndWhenItIsTriedNext) {
  follow("a.example", 1);
  follow("b.example", 1);
  publish("Good morning");
  answer("b.example", 202);
  answer("a.example", 503);
  const auto page = get("/api/staff/deliveries");
  EXPECT_EQ(page.at("reachable").as_int64(), 1);
  EXPECT_EQ(page.at("doubtful").as_int64(), 1);
  EXPECT_EQ(page.at("waiting").as_int64(), 1);
  ASSERT_EQ(page.at("hosts").as_array().size(), 1U);
  const auto& host = page.at("hosts").as_array().at(0).as_object();
  EXPECT_EQ(json::text(host, "host"), "a.example");
  EXPECT_EQ(json::text(host, "state"), "doubtful");
  EXPECT_EQ(json::text(host, "reason"), "server_error");
  EXPECT_EQ(host.at("status").as_int64(), 503);
  EXPECT_EQ(json::text(host, "why"), "It answers with an error of its own (503).");
  EXPECT_EQ(json::text(host, "failing_since"), to_rfc3339(bed.clock.now()));
  EXPECT_EQ(json::text(host, "next_try"), to_rfc3339(bed.clock.now() + 5s));
  EXPECT_TRUE(host.at("parked_since").is_null());
  EXPECT_EQ(host.at("waiting").as_int64(), 1);
}

TEST_F(DeliveriesPage, TellsHowFarANoteCame) {
  for (const auto* host : {"a.example", "b.example", "c.example"}) follow(host, 1);
  const auto note = publish("Good morning");
  answer("a.example", 202);
  answer("b.example", 404);
  const auto spread = get("/api/staff/notes/" + note + "/spread");
  EXPECT_EQ(boost::json::serialize(spread.at("total")), R"({"delivered":1,"waiting":1,"failed":1,"parked":0})");
  const auto& hosts = spread.at("hosts").as_array();
  ASSERT_EQ(hosts.size(), 2U) << "where it arrived needs no name";
  EXPECT_EQ(json::text(hosts.at(0).as_object(), "host"), "b.example");
  EXPECT_EQ(json::text(hosts.at(1).as_object(), "host"), "c.example");
  const auto notes = get("/api/staff/deliveries/b.example").at("notes").as_array();
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(json::text(notes.at(0).as_object(), "note"), note);
  EXPECT_EQ(admin.get("/api/staff/notes/99/spread").status, 404);
}

TEST_F(DeliveriesPage, SomebodyMayAskToTryAServerNowAndThatIsOnRecord) {
  follow("a.example", 1);
  publish("Good morning");
  answer("a.example", 503);
  EXPECT_EQ(admin.post("/api/staff/deliveries/z.example/retry", json::Object{}).status, 404);
  const auto tried = admin.post("/api/staff/deliveries/a.example/retry", json::Object{});
  ASSERT_EQ(tried.status, 200) << tried.body;
  EXPECT_EQ(tried.text("next_try"), to_rfc3339(bed.clock.now()));
  EXPECT_EQ(bed.deliveries_due, 1);
  EXPECT_EQ(bed.audit().at(0).action, "delivery.retry");
  EXPECT_EQ(bed.audit().at(0).subject, "a.example");
  answer("a.example", 202);
  EXPECT_EQ(admin.post("/api/staff/deliveries/a.example/retry", json::Object{}).status, 409);
  auto analyst = bed.join(admin, staff::Role::Analyst, "ali");
  EXPECT_EQ(analyst.get("/api/staff/deliveries").status, 200);
  EXPECT_EQ(analyst.post("/api/staff/deliveries/a.example/retry", json::Object{}).status, 403);
}

}  // namespace
}  // namespace chancery::api
