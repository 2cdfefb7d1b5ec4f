// Every operation of the contract that says which action at a desk it takes is asked by an officer who may do all but
// that, by one who has no part there, and by one who may do all of it.
#include "staff/desk_rights.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/intake.hpp"
#include "answer/note_reader.hpp"
#include "store/actors.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;
using staff::DeskAction;
using test::Answer;
using test::Browser;
using test::Testbed;

struct Operation {
  std::string path;
  Method method = Method::Get;
  DeskAction takes = DeskAction::Read;  // x-desk

  [[nodiscard]] std::string name() const { return std::string(net::to_string(method)) + " " + path; }
};

// Read line by line: the file is laid out for it.
std::vector<Operation> contract() {
  std::ifstream file(std::string(CHANCERY_SOURCE) + "/docs/api/openapi.yaml");
  std::vector<Operation> all;
  Operation one;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("  /")) one.path = line.substr(2, line.size() - 3);
    if (line == "    get:") one.method = Method::Get;
    if (line == "    post:") one.method = Method::Post;
    if (line == "    put:") one.method = Method::Put;
    if (line == "    delete:") one.method = Method::Delete;
    constexpr std::string_view kDesk = "      x-desk: ";
    if (!line.starts_with(kDesk)) continue;
    one.takes = staff::parse_desk_action(line.substr(kDesk.size())).value();
    all.push_back(one);
  }
  return all;
}

class NobodyIsPublic final : public activity::PublicActors {
 public:
  [[nodiscard]] std::optional<activity::PublicActor> find(std::string_view, std::string_view) const override {
    return std::nullopt;
  }
};

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
                   json::Object{{"rights", json::Array{"write"}}}));
    give(staff::kDeskActions);
    for (auto& conversation : conversations) conversation = asked();
    fill();
  }

  static Answer good(Answer answer) {
    EXPECT_LT(answer.status, 300) << answer.body;
    return answer;
  }
  [[nodiscard]] std::string id_of(std::string_view login) {
    return bed.store->read([&](auto& snapshot) { return staff::user_by_login(snapshot, login)->id.text(); });
  }
  // What mia may do at the desk from now on.
  void give(std::span<const DeskAction> actions) {
    const auto given = bed.store->write_now([&](store::Transaction& tx) {
      return staff::set_desk_grants(
          tx, staff::UserId{parse_id(id_of("mia")).value()},
          {staff::MissionId{parse_id(mission).value()}, staff::DeskId{parse_id(desk).value()}}, actions, "setup",
          bed.clock.now());
    });
    ASSERT_TRUE(given) << given.error().detail;
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

  // A conversation somebody began by asking the account.
  std::string asked() {
    const auto& models = chancery::test::post_models();
    const answer::Urgency urgency;
    const NobodyIsPublic nobody;
    answer::FrontDesk sorter;
    const answer::Incoming incoming{*bed.store, models.languages, models.agenda, urgency,
                                    sorter,     bed.workplaces,   nobody,        bed.addresses};
    answer::NoteReader reader(models.languages, models.agenda, urgency);
    const auto made = bed.store->write_now([&](store::Transaction& tx) -> Result<answer::ConversationId> {
      const auto id = bed.ids.make<activity::NoteId>();
      activity::Actor actor;
      actor.uri = "https://social.example/users/" + id.text();
      actor.preferred_username = "ana";
      actor.inbox = actor.uri + "/inbox";
      activity::Note note;
      note.id = id;
      note.actor = store::save_actor(tx, actor);
      note.uri = note.url = actor.uri + "/notes/1";
      note.attributed_to = actor.uri;
      note.content = "<p>When do you open tomorrow?</p>";
      note.language = "en";
      note.published = note.updated = note.received = bed.clock.now();
      if (auto stored = store::insert_note(tx, note); !stored) return fail(stored.error());
      const activity::AccountId to{parse_id(account).value()};
      store::put_addressed(tx, id, std::array{store::Addressed{to, store::AddressedHow::Mention}});
      if (auto taken = answer::receive(tx, incoming, {note, reader.read(note), bed.clock.now()}); !taken) {
        return fail(taken.error());
      }
      message = id.text();
      return answer::conversation_of_note(tx, id);
    });
    EXPECT_TRUE(made) << made.error().detail;
    return made ? made->text() : std::string();
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
            {"week", json::Object{{"mon", json::Array{json::Array{"08:00", "16:00"}}}}}};
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
        {of_one + "draft/recall", held},
        {of_one + "draft/withdraw", held},
        {of_one + "draft/approve", version},
        {of_one + "draft/return", version},
        {of_one + "private", held},
        {of_one + "clearance", {{"token", token}, {"digest", digest}}},
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
  void expect_refused(const Operation& one, const Answer& answer) {
    if (answer.status == 403 || answer.status == 404) return;
    const bool list = one.method == Method::Get && one.path.find('{') == std::string::npos;
    EXPECT_TRUE(list && answer.status == 200) << one.name() << ": " << answer.status << ' ' << answer.body;
    for (const auto& secret :
         {conversations[0], conversations[1], conversations[2], line, flood, chain, post, session}) {
      EXPECT_EQ(answer.body.find(secret), std::string::npos) << one.name() << ": " << answer.body;
    }
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser mia = bed.officer(admin, "mia");
  Browser ole = bed.officer(admin, "ole");
  std::string account, desk, mission, calendar, chain, shift, message, post, digest, line, flood, answer, session;
  std::array<std::string, 3> conversations;  // mia has the first, and answers the second in a flood
  std::int64_t token = 0;
};

TEST_F(DeskRights, WhoMayDoAllButThisIsRefused) {
  EXPECT_GT(contract().size(), 50U);
  for (const auto& one : contract()) {
    give_all_but(one);
    expect_refused(one, ask(mia, one));
  }
}

TEST_F(DeskRights, WhoHasNoPartAtTheDeskSeesAndDoesNothingThere) {
  for (const auto& one : contract()) expect_refused(one, ask(ole, one));
}

TEST_F(DeskRights, WhoMayDoAllOfItIsNeverRefused) {
  // A second person's: who wrote it neither clears nor approves it.
  const std::set<std::string> others{
      "/api/staff/clearances/{id}/{step}", "/api/staff/lines/{id}/texts/{language}/approve",
      "/api/staff/conversations/{id}/draft/approve", "/api/staff/conversations/{id}/draft/return"};
  for (const auto& one : contract()) {
    if (others.contains(one.path)) continue;
    const auto answer = ask(mia, one);
    EXPECT_TRUE(answer.status < 400 || answer.status == 409) << one.name() << ": " << answer.status << answer.body;
  }
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
