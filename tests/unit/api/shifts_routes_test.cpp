// Saved views, handovers and the week, as the staff application asks for them.
#include <gtest/gtest.h>

#include <array>

#include "activity/actor.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "staff/desk_rights.hpp"
#include "store/actors.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using staff::DeskAction;
using test::Browser;
using test::Testbed;

class Shifts : public testing::Test {
 protected:
  Shifts() {
    account = bed.create_account(admin, 1);
    const auto front = admin.get("/api/staff/desks").json().at("desks").at(0).as_object();
    desk = json::text_or_empty(front, "id");
    mission = json::text_or_empty(front, "mission");
    give("mia", std::array{DeskAction::Read, DeskAction::Work, DeskAction::Lead});
    give("ole", std::array{DeskAction::Read, DeskAction::Work});
  }
  void give(std::string_view login, std::span<const DeskAction> actions) {
    const auto user =
        bed.store->read([&](store::Snapshot& snapshot) { return staff::user_by_login(snapshot, login)->id; });
    const auto given = bed.store->write_now([&](store::Transaction& tx) {
      return staff::set_desk_grants(
          tx, user, {staff::MissionId{parse_id(mission).value()}, staff::DeskId{parse_id(desk).value()}}, actions,
          "setup", bed.clock.now());
    });
    ASSERT_TRUE(given) << given.error().detail;
  }
  // Begins to follow the account.
  void follow(const std::string& name) {
    const auto saved = bed.store->write_now([&](store::Transaction& tx) -> Status {
      activity::Actor actor;
      actor.uri = actor.url = "https://gov.example/users/" + name;
      actor.preferred_username = name;
      actor.name = "Name of " + name;
      actor.inbox = actor.uri + "/inbox";
      activitypub::save_follower(tx, {activity::AccountId{parse_id(account).value()}, store::save_actor(tx, actor),
                                      actor.uri, actor.uri + "/follows/1", actor.inbox, bed.clock.now()});
      return {};
    });
    ASSERT_TRUE(saved);
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser mia = bed.officer(admin, "mia");
  Browser ole = bed.officer(admin, "ole");
  std::string account, desk, mission;
};

TEST_F(Shifts, AViewIsSavedSharedMovedAndRemoved) {
  const auto own = mia.post("/api/staff/views", json::Object{{"name", "Arabic"}, {"query", "language:ar  place:open"}});
  ASSERT_EQ(own.status, 201) << own.body;
  EXPECT_EQ(own.text("query"), "place:open language:ar");
  const auto shared =
      mia.post("/api/staff/views", json::Object{{"name", "Late"}, {"query", "is:breached"}, {"desk", desk}});
  ASSERT_EQ(shared.status, 201) << shared.body;
  const auto seen = ole.get("/api/staff/views").json();
  ASSERT_EQ(seen.at("views").as_array().size(), 1U);
  EXPECT_EQ(seen.at("views").at(0).at("name").as_string(), "Late");
  EXPECT_FALSE(seen.at("views").at(0).at("may_change").as_bool());
  EXPECT_TRUE(seen.at("desks").as_array().empty()) << "he leads nowhere";
  const auto address = "/api/staff/views/" + own.text("id");
  EXPECT_EQ(ole.put(address, json::Object{{"name", "Mine"}, {"query", ""}}).status, 404);
  const auto wrong = mia.put(address, json::Object{{"name", "Arabic"}, {"query", "place:nowhere"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.hint().substr(0, 24), "query: at character 7: t") << wrong.hint();
  EXPECT_EQ(mia.put(address, json::Object{{"name", "Arabic"}, {"query", "language:ar"}}).text("query"), "language:ar");
  EXPECT_EQ(mia.remove(address).status, 204);
  EXPECT_EQ(mia.remove(address).status, 404);
  EXPECT_EQ(ole.remove("/api/staff/views/" + shared.text("id")).status, 403);
}

TEST_F(Shifts, AHandoverIsForTheNextOneUntilSheReadIt) {
  const auto note = ole.post("/api/staff/handovers", json::Object{{"desk", desk}, {"words", "The consul calls."}});
  ASSERT_EQ(note.status, 201) << note.body;
  EXPECT_EQ(note.json().at("open").as_int64(), 0);
  EXPECT_FALSE(note.json().at("may_read").as_bool()) << "his own";
  EXPECT_TRUE(ole.get("/api/staff/handovers").json().at("for_you").as_array().empty());
  const auto hers = mia.get("/api/staff/handovers").json();
  ASSERT_EQ(hers.at("for_you").as_array().size(), 1U);
  EXPECT_EQ(hers.at("for_you").at(0).at("words").as_string(), "The consul calls.");
  EXPECT_EQ(hers.at("desks").as_array().size(), 1U);
  const auto read = "/api/staff/handovers/" + note.text("id") + "/read";
  EXPECT_EQ(ole.post(read, json::Object{}).status, 409);
  const auto done = mia.post(read, json::Object{});
  EXPECT_EQ(done.json().at("read_by").at("login").as_string(), "mia");
  EXPECT_TRUE(mia.get("/api/staff/handovers").json().at("for_you").as_array().empty());
}

TEST_F(Shifts, TheWeekNamesPublicActorsAloneAndNoneThatWeFollowBack) {
  bed.put_in_register(admin, "acct:press@gov.example");
  follow("press");
  follow("ana");
  const auto today = to_rfc3339(bed.clock.now()).substr(0, 10);
  const auto week = mia.get("/api/staff/monday?week=" + today);
  ASSERT_EQ(week.status, 200) << week.body;
  const auto followers = week.json().at("followers").as_object();
  EXPECT_EQ(followers.at("new").as_int64(), 2);
  ASSERT_EQ(followers.at("named").as_array().size(), 1U);
  EXPECT_EQ(followers.at("named").at(0).at("acct").as_string(), "press@gov.example");
  EXPECT_EQ(week.body.find("ana"), std::string::npos);
  const auto followed = bed.store->write_now([&](store::Transaction& tx) -> Status {
    activitypub::Following following;
    following.account = activity::AccountId{parse_id(account).value()};
    following.actor = "https://gov.example/users/press";
    following.inbox = following.actor + "/inbox";
    following.state = activitypub::FollowState::Accepted;
    following.since = bed.clock.now();
    activitypub::save_following(tx, following);
    return {};
  });
  ASSERT_TRUE(followed);
  EXPECT_TRUE(mia.get("/api/staff/monday?week=" + today).json().at("followers").at("named").as_array().empty());
}

TEST_F(Shifts, TheWeekIsTheLastOneThatIsOverAndADayPicksAnother) {
  const auto last = mia.get("/api/staff/monday").json();
  EXPECT_LE(json::text_or_empty(last, "to"), to_rfc3339(bed.clock.now()));
  EXPECT_EQ(last.at("desks").as_array().size(), 1U);
  EXPECT_TRUE(last.at("all").at("dialogue").at("first_answer_seconds").is_null());
  EXPECT_EQ(mia.get("/api/staff/monday?week=2026-05-20").text("from").substr(0, 7), "2026-05");
  const auto wrong = mia.get("/api/staff/monday?week=yesterday");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.hint(), "week: a day of it, such as 2026-05-18");
}

}  // namespace
}  // namespace chancery::api
