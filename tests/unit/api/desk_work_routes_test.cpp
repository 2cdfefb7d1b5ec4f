// Hours, work, duty and rules of routing through the router.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "store/sql.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;
using ::testing::HasSubstr;

class DeskWork : public testing::Test {
 protected:
  DeskWork() {
    const auto desks = admin.get("/api/staff/desks").json().at("desks").as_array();
    desk = std::string(desks.at(0).at("id").as_string());
  }
  static json::Object hours() {
    return {{"mon", json::Array{json::Array{"08:30", "12:00"}, json::Array{"13:00", "17:00"}}}};
  }
  static json::Object calendar(std::string_view zone = "Africa/Nairobi") {
    return {{"name", "Nairobi"},
            {"zone", zone},
            {"week", hours()},
            {"days", json::Array{json::Object{{"day", "2026-12-25"}, {"open", json::Array{}}, {"name", "Christmas"}}}}};
  }
  static json::Object work(json::Value calendar_id = nullptr) {
    return {{"calendar", std::move(calendar_id)},
            {"languages", json::Array{"ar", "en"}},
            {"countries", json::Array{"*"}},
            {"topics", json::Array{"consular"}},
            {"capacity", 40},
            {"overflow", nullptr},
            {"chain", nullptr},
            {"claim_minutes", 15}};
  }
  std::string at(std::string_view part) { return "/api/staff/desks/" + desk + "/" + std::string(part); }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string desk;
};

TEST_F(DeskWork, ACalendarIsMadeChangedAndNeverOverwritten) {
  const auto made = admin.post("/api/staff/calendars", calendar());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json().at("days").as_array().size(), 1U);
  const auto path = "/api/staff/calendars/" + made.text("id");
  auto changed = calendar("Africa/Cairo");
  changed["version"] = 1;
  EXPECT_EQ(admin.put(path, changed).status, 200);
  const auto again = admin.put(path, changed);
  EXPECT_EQ(again.status, 409) << "read before the other change";
  EXPECT_EQ(admin.get("/api/staff/calendars").json().at("calendars").as_array().size(), 1U);
}

TEST_F(DeskWork, BadHoursAreRefusedByTheNameOfTheDay) {
  EXPECT_THAT(admin.post("/api/staff/calendars", calendar("Africa/Nairoby")).body,
              HasSubstr("Did you mean Africa/Nairobi?"));
  auto wrong = calendar();
  wrong["week"] = json::Object{{"tue", json::Array{json::Value(json::Array{"9", "17"})}}};
  const auto answer = admin.post("/api/staff/calendars", wrong);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("week.tue"));
}

TEST_F(DeskWork, ADeskSaysWhatItTakesOnAndPromises) {
  EXPECT_TRUE(admin.get(at("work")).json().at("work").is_null());
  const auto made = admin.post("/api/staff/calendars", calendar());
  const auto answer = admin.put(at("work"), work(json::Value(made.text("id"))));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json().at("work").at("capacity").as_int64(), 40);
  auto wrong = work();
  wrong["countries"] = json::Array{"Egypt"};
  EXPECT_EQ(admin.put(at("work"), wrong).status, 422);
  auto itself = work();
  itself["overflow"] = desk;
  EXPECT_THAT(admin.put(at("work"), itself).body, HasSubstr("overflow: another desk."));
  const json::Object targets{
      {"targets",
       json::Array{json::Object{{"matter", "question"}, {"clock", "first"}, {"amount", 120}, {"unit", "desk"}}}}};
  const auto promised = admin.put(at("targets"), targets);
  ASSERT_EQ(promised.status, 200) << promised.body;
  EXPECT_EQ(promised.json().at("own").as_array().size(), 1U);
  EXPECT_EQ(promised.json().at("counts").as_array().size(), 12U);
}

TEST_F(DeskWork, WhatTheHousePromisesStandsApartFromWhatADeskPromises) {
  const auto target = [](int minutes) {
    return json::Object{
        {"targets",
         json::Array{json::Object{{"matter", "question"}, {"clock", "first"}, {"amount", minutes}, {"unit", "desk"}}}}};
  };
  const auto own = [&](const std::string& path) { return admin.get(path).json().at("own").as_array(); };
  const auto promised = admin.put("/api/staff/targets", target(90));
  ASSERT_EQ(promised.status, 200) << promised.body;
  ASSERT_EQ(own("/api/staff/targets").size(), 1U);
  EXPECT_EQ(own("/api/staff/targets")[0].at("amount").as_int64(), 90);
  EXPECT_TRUE(own(at("targets")).empty());
  ASSERT_EQ(admin.put(at("targets"), target(30)).status, 200);
  EXPECT_EQ(own(at("targets"))[0].at("amount").as_int64(), 30);
  EXPECT_EQ(own("/api/staff/targets")[0].at("amount").as_int64(), 90);
  auto ole = bed.officer(admin);
  EXPECT_EQ(ole.put("/api/staff/targets", target(5)).status, 403);
}

TEST_F(DeskWork, TheRosterNamesWhoIsOnDuty) {
  const auto user = std::string(admin.get("/api/staff/session").json().at("user").at("id").as_string());
  const json::Object shift{{"user", user},
                           {"from", to_rfc3339(bed.clock.now())},
                           {"to", to_rfc3339(bed.clock.now() + std::chrono::hours{8})}};
  const auto added = admin.post(at("shifts"), shift);
  ASSERT_EQ(added.status, 201) << added.body;
  const auto shifts = added.json().at("shifts").as_array();
  ASSERT_EQ(shifts.size(), 1U);
  const auto left = admin.remove("/api/staff/shifts/" + std::string(shifts[0].at("id").as_string()));
  EXPECT_EQ(left.status, 200) << left.body;
  EXPECT_TRUE(left.json().at("shifts").as_array().empty());
  auto backwards = shift;
  backwards["to"] = to_rfc3339(bed.clock.now() - std::chrono::hours{8});
  EXPECT_EQ(admin.post(at("shifts"), backwards).status, 422);
}

TEST_F(DeskWork, WhoHasNoPartAtTheDeskSeesNothingOfItAndChangesNothing) {
  auto ole = bed.officer(admin);
  for (const auto* part : {"work", "targets", "shifts"}) EXPECT_EQ(ole.get(at(part)).status, 404) << part;
  EXPECT_EQ(ole.put(at("work"), work()).status, 404);
  EXPECT_EQ(ole.post("/api/staff/calendars", calendar()).status, 403);
  EXPECT_EQ(ole.get("/api/staff/routing").status, 403);
}

TEST_F(DeskWork, RulesAreCheckedTriedAndChanged) {
  const auto rules = admin.get("/api/staff/routing").json();
  EXPECT_EQ(rules.at("version").as_int64(), 0);
  const auto name = std::string(rules.at("names").at("desks").as_array().at(0).as_string());
  const auto wrong =
      admin.post("/api/staff/routing/check", json::Object{{"text", "rule \"a\"\n  when langage is ar then stop"}});
  ASSERT_EQ(wrong.status, 200) << wrong.body;
  EXPECT_EQ(wrong.json().at("errors").as_array().at(0).at("line").as_int64(), 2);
  const std::string text = "rule \"Arabic\" when language is ar then desk \"" + name + "\"\n";
  const auto tried = admin.post("/api/staff/routing/try", json::Object{{"text", text}, {"last", 100}});
  ASSERT_EQ(tried.status, 200) << tried.body;
  EXPECT_EQ(tried.json().at("messages").as_int64(), 0);
  EXPECT_EQ(tried.json().at("by_standing").as_int64(), 0);
  const auto put = admin.put("/api/staff/routing", json::Object{{"text", text}, {"version", 0}});
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(put.json().at("version").as_int64(), 1);
  EXPECT_EQ(admin.put("/api/staff/routing", json::Object{{"text", "# none"}, {"version", 0}}).status, 409);
  EXPECT_EQ(admin.put("/api/staff/routing", json::Object{{"text", "rul"}, {"version", 1}}).status, 422);
}

TEST_F(DeskWork, ATrialTellsNothingOfAMessageToWhoMayNotReadIt) {
  const activity::AccountId press{parse_id(bed.create_account(admin)).value()};
  test::Correspondence letters(bed, press);
  const auto heard = letters.hear({.visibility = activity::Visibility::Direct});
  const auto front = admin.get("/api/staff/desks").json().at("desks").at(0).as_object();
  const auto made = admin.post("/api/staff/desks", json::Object{{"mission", front.at("mission")}, {"name", "Arabic"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto hers = "/api/staff/desks/" + made.text("id") + "/people/" + test::Correspondence::user_of(admin).text();
  ASSERT_EQ(admin.put(hers, json::Object{{"actions", json::Array{"read", "manage"}}}).status, 200);
  auto arabic_alone = work();
  arabic_alone["languages"] = json::Array{"ar"};
  ASSERT_EQ(admin.put("/api/staff/desks/" + made.text("id") + "/work", arabic_alone).status, 200);
  const auto names = admin.get("/api/staff/routing").json().at("names").at("desks").as_array();
  const auto name = std::ranges::find_if(
      names, [](const json::Value& one) { return std::string_view(one.as_string()).ends_with("Arabic"); });
  ASSERT_NE(name, names.end());
  const auto text = "rule \"All\" when language is en then desk \"" + std::string(name->as_string()) + "\"\n";
  const auto tried = [&] {
    const auto trial = admin.post("/api/staff/routing/try", json::Object{{"text", text}, {"last", 100}}).json();
    return trial.at("examples").at(0).as_object();
  };
  const auto reason = [](const json::Object& example, std::string_view code) {
    for (const auto* one : json::objects(example, "why")) {
      if (json::text(*one, "code") == code) return std::string(json::text(*one, "value").value_or("none"));
    }
    return std::string("none");
  };
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
    store::connection(tx)
        .query("INSERT INTO conversation_event (conversation, at, recorded_at, kind) VALUES (?, ?, ?, 'joined_qa')")
        .bind(heard.conversation, bed.clock.now(), bed.clock.now())
        .run();
    return {};
  }));
  letters.give(admin, std::array{staff::DeskAction::Manage});
  const auto hidden = tried();
  EXPECT_TRUE(hidden.at("conversation").is_null());
  EXPECT_TRUE(hidden.at("words").is_null());
  EXPECT_TRUE(hidden.at("placed").is_null()) << "nor what became of it";
  EXPECT_EQ(hidden.at("rule").as_string(), "All") << "which rule is the rules' own";
  EXPECT_EQ(reason(hidden, "other_language"), "") << "not what she wrote in";
  letters.give(admin, test::kReadsAll);
  const auto read = tried();
  EXPECT_EQ(read.at("conversation").as_string(), heard.conversation.text());
  EXPECT_EQ(read.at("placed").as_string(), "qa");
  EXPECT_EQ(reason(read, "other_language"), "en");
}

}  // namespace
}  // namespace chancery::api
