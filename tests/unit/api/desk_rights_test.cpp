// Every operation of the contract that says which action at a desk it takes is asked by an officer who may do all but
// that, by one who has no part there, and by one who may do all of it.
#include "staff/desk_rights.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "unit/api/contract.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;
using staff::DeskAction;
using test::Answer;
using test::Browser;
using test::contract;
using test::Operation;
using test::Testbed;

std::vector<Operation> desk_operations() {
  auto all = contract();
  std::erase_if(all, [](const Operation& one) { return !one.at_a_desk; });
  return all;
}

std::string text_in(const json::Value& value, std::string_view name) {
  return json::text_or_empty(value.as_object(), name);
}

class DeskRights : public testing::Test {
 protected:
  DeskRights() {
    account = bed.create_account(admin, 1);
    const auto front = admin.get("/api/staff/desks").json().at("desks").at(0);
    desk = text_in(front, "id");
    mission = text_in(front, "mission");
    good(admin.put("/api/staff/accounts/" + account + "/rights/" + id_of("mia"),
                   json::Object{{"rights", json::Array{"write", "publish"}}}));
    give(staff::kDeskActions);
    test::Correspondence strangers(bed, activity::AccountId{parse_id(account).value()});
    for (std::size_t i = 0; i < conversations.size(); ++i) {
      const auto heard = strangers.hear({.by = "ana" + std::to_string(i)});
      conversations[i] = heard.conversation.text();
      message = heard.note.id.text();
    }
    fill();
  }

  static Answer good(Answer answer) {
    EXPECT_LT(answer.status, 300) << answer.body;
    return answer;
  }
  [[nodiscard]] std::string id_of(std::string_view login) {
    return bed.store->read([&](auto& snapshot) { return staff::user_by_login(snapshot, login)->id.text(); });
  }
  [[nodiscard]] staff::DeskScope here() const {
    return {staff::MissionId{parse_id(mission).value()}, staff::DeskId{parse_id(desk).value()}};
  }
  // What mia may do at the desk from now on, or elsewhere.
  void give(std::span<const DeskAction> actions) { give(here(), actions); }
  void give(const staff::DeskScope& scope, std::span<const DeskAction> actions) {
    const auto given = bed.store->write_now([&](store::Transaction& tx) {
      return staff::set_desk_grants(tx, staff::UserId{parse_id(id_of("mia")).value()}, scope, actions, "setup",
                                    bed.clock.now());
    });
    ASSERT_TRUE(given) << given.error().detail;
  }
  // A desk beside ours, a desk of another mission, and all of that mission.
  std::vector<staff::DeskScope> elsewhere() {
    const auto opened = [&](const std::string& of, std::string_view name) {
      return good(admin.post("/api/staff/desks", json::Object{{"mission", of}, {"name", name}})).text("id");
    };
    const json::Object embassy{{"name", "Nairobi"}, {"kind", "embassy"}, {"country", "KE"}, {"zone", "Africa/Nairobi"}};
    const auto other = good(admin.post("/api/staff/missions", embassy)).text("id");
    const staff::MissionId there{parse_id(other).value()};
    return {{here().mission, staff::DeskId{parse_id(opened(mission, "Press")).value()}},
            {there, staff::DeskId{parse_id(opened(other, "Consular")).value()}},
            {there, {}}};
  }
  // Nor what allows it as well: who manages a desk reads its hours and its work, who approves lines withdraws them.
  void give_all_but(const Operation& one) {
    const bool withdraws = one.path.ends_with("/texts/{language}/withdraw");
    std::vector<DeskAction> rest;
    for (const auto action : staff::kDeskActions) {
      const bool as_well = (one.takes == DeskAction::Read && action == DeskAction::Manage) ||
                           (withdraws && action == DeskAction::ApproveLines);
      if (action != one.takes && !as_well) rest.push_back(action);
    }
    give(rest);
  }

  // A flood, from before the desk had a chain; a draft that waits for clearance, a line that waits for approval, and
  // what the desk works by.
  void fill() {
    const json::Object two{{"conversation", conversations[1]}, {"leave_out", json::Array{conversations[0]}}};
    flood = good(mia.post("/api/staff/floods", two)).text("id");
    const auto draft_of_many = good(mia.put("/api/staff/floods/" + flood + "/draft", json::Object{{"body", said()}}));
    answer = text_in(draft_of_many.json().at("post"), "id");
    calendar = good(admin.post("/api/staff/calendars", hours())).text("id");
    chain = good(admin.post("/api/staff/chains", steps())).text("id");
    good(admin.put("/api/staff/desks/" + desk + "/work", work()));
    const auto shifts = good(admin.post("/api/staff/desks/" + desk + "/shifts", duty())).json();
    shift = text_in(shifts.at("shifts").at(0), "id");
    const auto first = "/api/staff/conversations/" + conversations[0];
    token = good(mia.post(first + "/claim", json::Object{})).json().at("token").as_int64();
    const auto draft = good(mia.put(first + "/draft", reply()));
    post = draft.text("id");
    digest = draft.text("digest");
    good(mia.post(first + "/clearance", json::Object{{"token", token}, {"digest", digest}}));
    line = good(mia.post("/api/staff/lines", wording())).text("id");
    const auto texts = "/api/staff/lines/" + line + "/texts/en";
    good(mia.put(texts, words(0)));
    good(mia.post(texts + "/submit", json::Object{{"version", 1}}));
    view = good(mia.post("/api/staff/views", json::Object{{"name", "Late"}, {"query", "is:breached"}, {"desk", desk}}))
               .text("id");
    // Somebody else's, so that she may say she read it.
    handover = good(admin.post("/api/staff/handovers", json::Object{{"desk", desk}, {"words", "Quiet."}})).text("id");
    session = good(mia.post("/api/staff/qa", asking("AskUs"))).text("id");
  }

  // Announced for tomorrow.
  [[nodiscard]] json::Object asking(std::string_view hashtag) const {
    const auto tomorrow = bed.clock.now() + std::chrono::hours{24};
    return {{"account", account},
            {"desk", desk},
            {"title", "Visas: ask us"},
            {"languages", json::Array{"en"}},
            {"hashtag", hashtag},
            {"starts_at", to_rfc3339(tomorrow)},
            {"ends_at", to_rfc3339(tomorrow + std::chrono::hours{2})},
            {"zone", "Africa/Nairobi"}};
  }
  static json::Object hours() {
    return {{"name", "Capital"},
            {"zone", "Africa/Nairobi"},
            {"week", json::Object{{"mon", json::Array{json::Value(json::Array{"08:00", "16:00"})}}}}};
  }
  [[nodiscard]] json::Object steps() const {
    const json::Object step{{"desk", desk}, {"amount", 60}, {"unit", "wall"}, {"silence", "escalate"}};
    return {{"name", "Delicate"}, {"version", 1}, {"steps", json::Array{step}}};
  }
  [[nodiscard]] json::Object work() const {
    return {{"calendar", calendar},
            {"languages", json::Array{"*"}},
            {"countries", json::Array{"*"}},
            {"topics", json::Array{"*"}},
            {"capacity", 40},
            {"chain", chain.empty() ? json::Value() : json::Value(chain)}};
  }
  [[nodiscard]] json::Object duty() {
    return {{"user", id_of("mia")},
            {"from", to_rfc3339(bed.clock.now())},
            {"to", to_rfc3339(bed.clock.now() + std::chrono::hours{8})}};
  }
  static json::Object said() {
    return {{"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "At eight."}}}}};
  }
  [[nodiscard]] json::Object reply() const { return {{"token", token}, {"body", said()}}; }
  [[nodiscard]] json::Object wording() const {
    return {{"name", "Hours"}, {"topics", json::Array{}}, {"mission", mission}, {"desk", desk}};
  }
  [[nodiscard]] json::Object words(int version) const {
    return {{"markdown", "We open at eight."},
            {"expires_at", to_rfc3339(bed.clock.now() + std::chrono::days{30})},
            {"version", version}};
  }

  // Bodies that are refused for nothing but who sends them.
  json::Object body_of(const Operation& one) {
    const std::string staff = "/api/staff/";
    const std::string of_one = staff + "conversations/{id}/";
    const std::string texts = staff + "lines/{id}/texts/{language}";
    const json::Object held{{"token", token}};
    auto changed = hours();
    changed["version"] = 1;
    const json::Object version{{"version", 1}, {"digest", digest}, {"reason", "Not now."}};
    const std::map<std::string, json::Object> bodies{
        {staff + "calendars", hours()},
        {staff + "calendars/{id}", changed},
        {staff + "desks/{id}/work", work()},
        {staff + "desks/{id}/targets", {{"targets", json::Array{}}}},
        {staff + "desks/{id}/shifts", duty()},
        {of_one + "release", held},
        {of_one + "assign", {{"user", id_of("mia")}}},
        {of_one + "presence", {{"doing", "reading"}}},
        {of_one + "move", {{"desk", desk}, {"reason", "Theirs."}}},
        {of_one + "merge", {{"into", conversations[2]}, {"reason", "The same."}}},
        {of_one + "classify", {{"matter", "question"}}},
        {of_one + "urgency", {{"urgency", 1}}},
        {of_one + "close", {{"outcome", "no_reply"}, {"reason", "Answered by telephone."}}},
        {of_one + "notes", {{"words", "I ask the consul."}, {"mentions", json::Array{}}}},
        {of_one + "draft", reply()},
        {of_one + "draft/submit", {{"token", token}, {"version", 1}}},
        {of_one + "draft/release", {{"token", token}, {"version", 1}, {"reason", "The road is closed."}}},
        {of_one + "draft/recall", held},
        {of_one + "draft/withdraw", held},
        {of_one + "draft/approve", version},
        {of_one + "draft/return", version},
        {of_one + "private", held},
        {of_one + "private/recall", held},
        {of_one + "clearance", {{"token", token}, {"digest", digest}}},
        {staff + "handovers", {{"desk", desk}, {"words", "Quiet."}}},
        {staff + "views", {{"name", "Visas"}, {"query", "topic:visa"}}},
        {staff + "views/{id}", {{"name", "Late"}, {"query", "is:breached"}, {"desk", desk}}},
        {staff + "lines", wording()},
        {staff + "lines/{id}", wording()},
        {texts, words(1)},
        {texts + "/submit", version},
        {texts + "/approve", version},
        {texts + "/withdraw", version},
        {staff + "floods", {{"conversation", conversations[2]}, {"leave_out", json::Array{}}}},
        {staff + "floods/{id}/members", {{"leave_out", json::Array{conversations[2]}}}},
        {staff + "floods/{id}/draft", {{"body", said()}, {"version", 1}}},
        {staff + "floods/{id}/submit", version},
        {staff + "chains", steps()},
        {staff + "chains/{id}", steps()},
        {staff + "clearances/{id}/{step}", {{"digest", digest}, {"decision", "clear"}}},
        {staff + "qa", asking("AskUsAgain")},
        {staff + "qa/{id}", asking("AskUs")},
        {staff + "qa/{id}/questions/{conversation}", {{"position", 1}}},
    };
    const auto found = bodies.find(one.path);
    return found == bodies.end() ? json::Object{} : found->second;
  }
  [[nodiscard]] std::string target_of(const Operation& one) const {
    const std::map<std::string, std::string> things{{"conversations", conversations[0]},
                                                    {"calendars", calendar},
                                                    {"desks", desk},
                                                    {"shifts", shift},
                                                    {"lines", line},
                                                    {"views", view},
                                                    {"handovers", handover},
                                                    {"floods", flood},
                                                    {"chains", chain},
                                                    {"clearances", post},
                                                    {"qa", session}};
    auto target = one.path;
    const auto fill_in = [&](std::string_view name, const std::string& value) {
      if (const auto at = target.find(name); at != std::string::npos) target.replace(at, name.size(), value);
    };
    const auto kind = target.substr(std::string_view("/api/staff/").size());
    if (const auto at = things.find(kind.substr(0, kind.find('/'))); at != things.end()) fill_in("{id}", at->second);
    fill_in("{note}", message);
    fill_in("{language}", "en");
    fill_in("{step}", "0");
    fill_in("{conversation}", conversations[0]);
    return one.path.ends_with("/search") ? target + "?q=tomorrow" : target;
  }
  Answer ask(Browser& browser, const Operation& one) {
    if (one.method == Method::Get) return browser.get(target_of(one));
    return browser.send(one.method, target_of(one), json::Value(body_of(one)));
  }
  // Refused; of what is a list for everybody: nothing of the desk stands in it.
  void expect_refused(const Operation& one, const Answer& given) {
    if (given.status == 403 || given.status == 404) return;
    const bool list = one.method == Method::Get && one.path.find('{') == std::string::npos;
    EXPECT_TRUE(list && given.status == 200) << one.name() << ": " << given.status << ' ' << given.body;
    for (const auto& secret :
         {conversations[0], conversations[1], conversations[2], line, flood, chain, post, view, handover, session}) {
      EXPECT_EQ(given.body.find(secret), std::string::npos) << one.name() << ": " << given.body;
    }
  }

  void expect_allowed() {
    // A second person's: who wrote it neither clears nor approves it.
    const std::set<std::string> others{
        "/api/staff/clearances/{id}/{step}", "/api/staff/lines/{id}/texts/{language}/approve",
        "/api/staff/conversations/{id}/draft/approve", "/api/staff/conversations/{id}/draft/return"};
    for (const auto& one : desk_operations()) {
      if (others.contains(one.path)) continue;
      const auto got = ask(mia, one);
      EXPECT_TRUE(got.status < 400 || got.status == 409) << one.name() << ": " << got.status << got.body;
    }
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser mia = bed.officer(admin, "mia");
  Browser ole = bed.officer(admin, "ole");
  std::string account, desk, mission, calendar, chain, shift, message, post, digest, line, flood, answer, view,
      handover, session;
  std::array<std::string, 3> conversations;  // mia has the first, and answers the second in a flood
  std::int64_t token = 0;
};

TEST_F(DeskRights, WhoMayDoAllButThisIsRefused) {
  EXPECT_GT(desk_operations().size(), 50U);
  for (const auto& one : desk_operations()) {
    give_all_but(one);
    expect_refused(one, ask(mia, one));
  }
}

TEST_F(DeskRights, WhoHasNoPartAtTheDeskSeesAndDoesNothingThere) {
  for (const auto& one : desk_operations()) expect_refused(one, ask(ole, one));
}

// Calendars and chains are the whole house's: who manages any desk makes them, who reads at one sees them. So does who
// reads at one see every line, and keep a view of her own: neither holds a secret of a conversation.
TEST_F(DeskRights, WhatSheMayElsewhereSheMayNotHere) {
  const std::set<std::string> of_the_house{"POST /api/staff/calendars",  "PUT /api/staff/calendars/{id}",
                                           "GET /api/staff/chains",      "POST /api/staff/chains",
                                           "PUT /api/staff/chains/{id}", "GET /api/staff/lines",
                                           "GET /api/staff/lines/{id}",  "POST /api/staff/views"};
  give({});
  for (const auto& scope : elsewhere()) {
    give(scope, staff::kDeskActions);
    for (const auto& one : desk_operations()) {
      if (!of_the_house.contains(one.name())) expect_refused(one, ask(mia, one));
    }
    give(scope, {});
  }
}

TEST_F(DeskRights, WhatSheMayAtAMissionSheMayAtItsDesks) {
  give({});
  give({here().mission, {}}, staff::kDeskActions);
  expect_allowed();
}

// Who adds one without saying so would have it asked by nobody here.
TEST_F(DeskRights, EveryOperationOfADeskSaysWhichActionItTakes) {
  const std::set<std::string> names_alone{"GET /api/staff/missions", "GET /api/staff/desks", "GET /api/staff/calendars",
                                          "GET /api/staff/targets"};
  for (const auto& one : contract()) {
    if (one.needs != "read_desk" && one.needs != "work_desk") continue;
    EXPECT_TRUE(one.at_a_desk || names_alone.contains(one.name())) << one.name() << ": x-desk is missing";
  }
}

TEST_F(DeskRights, WhoMayDoAllOfItIsNeverRefused) {
  expect_allowed();
}

// What waits for approval stands with the other posts too.
TEST_F(DeskRights, WhatIsSentBackThereIsWrittenOnAtTheDesk) {
  const auto first = "/api/staff/conversations/" + conversations[0];
  const json::Object sent_back{{"version", 1}, {"reason", "Name the day."}};
  good(admin.post("/api/staff/clearances/" + post + "/0", json::Object{{"digest", digest}, {"decision", "clear"}}));
  good(mia.post(first + "/draft/submit", json::Object{{"token", token}, {"version", 1}}));
  EXPECT_EQ(mia.get(first).json().at("waits").as_bool(), true);
  good(admin.post("/api/staff/posts/" + post + "/return", sent_back));
  EXPECT_EQ(mia.get(first).json().at("events").as_array().back().at("words").as_string(), "Name the day.");
  EXPECT_EQ(text_in(mia.get("/api/staff/notices").json().at("notices").at(0), "kind"), "returned");

  const auto many = "/api/staff/floods/" + flood;
  EXPECT_EQ(mia.post("/api/staff/posts/" + answer + "/submit", json::Object{{"version", 1}}).status, 409);
  chain.clear();
  good(admin.put("/api/staff/desks/" + desk + "/work", work()));
  good(mia.post(many + "/submit", json::Object{{"version", 1}}));
  const json::Object again{{"body", said()}, {"version", 1}};
  EXPECT_EQ(mia.put(many + "/draft", again).status, 409) << "it is on its way";
  good(admin.post("/api/staff/posts/" + answer + "/return", sent_back));
  good(mia.put(many + "/draft", again));
}

}  // namespace
}  // namespace chancery::api
