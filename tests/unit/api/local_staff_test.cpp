// Locally engaged staff: named at their desk, and by no route to anybody who has no part there.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "answer/export_lines.hpp"
#include "answer/export_rows.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;
using staff::DeskAction;
using test::Browser;
using test::Testbed;

constexpr std::string_view kLogin = "lamia";
constexpr std::string_view kName = "Lamia Haddad";

// She works at the front desk, does what leaves a name behind, and hands one conversation to the press desk.
class LocalStaff : public testing::Test {
 protected:
  LocalStaff() {
    strangers.give(lamia, staff::kDeskActions);
    strangers.give(colleague, std::array{DeskAction::Read, DeskAction::Work});
    strangers.grant(admin, lamia, {"write", "publish"});
    strangers.grant(admin, press, {"write", "approve"});
    const auto front = admin.get("/api/staff/desks").json().at("desks").at(0).as_object();
    desk = json::text_or_empty(front, "id");
    good(admin.put("/api/staff/desks/" + desk, json::Object{{"name", "Front"}, {"alias", "The Cairo desk"}}));
    const json::Object beside{{"mission", front.at("mission")}, {"name", "Press"}};
    press_desk = good(admin.post("/api/staff/desks", beside)).text("id");
    const json::Object all{{"actions", json::Array{"read", "read_private", "work", "lead", "clear", "manage"}}};
    good(admin.put("/api/staff/desks/" + press_desk + "/people/" + id_of(press), all));
    good(admin.put("/api/staff/users/" + id_of(lamia),
                   json::Object{{"name", kName}, {"role", "officer"}, {"local", true}}));
    leave_traces();
  }

  static test::Answer good(test::Answer answer) {
    EXPECT_LT(answer.status, 300) << answer.body;
    return answer;
  }
  static std::string id_of(Browser& who) { return test::Correspondence::user_of(who).text(); }
  static json::Object said() {
    return {{"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "At eight."}}}}};
  }

  void leave_traces() {
    const auto moved = strangers.hear({.by = "ana"});
    shown.push_back(moved.path());
    const auto claim = good(lamia.post(moved.path() + "/claim", json::Object{}));
    const auto token = claim.json().at("token").as_int64();
    good(lamia.post(moved.path() + "/notes",
                    json::Object{{"words", "@lamia asks the consul."}, {"mentions", json::Array{}}}));
    good(lamia.post(moved.path() + "/release", json::Object{{"token", token}}));
    good(lamia.post(moved.path() + "/move", json::Object{{"desk", press_desk}, {"reason", "Theirs."}}));
    here = strangers.hear({.by = "bea"});
    good(lamia.post(here.path() + "/claim", json::Object{}));
    good(lamia.put(here.path() + "/presence", json::Object{{"doing", "writing"}}));
    bed.presence.put(moved.conversation, test::Correspondence::user_of(lamia), answer::Doing::Reading);
    good(lamia.post("/api/staff/handovers", json::Object{{"desk", desk}, {"words", "Quiet."}}));
    good(lamia.post("/api/staff/crises", json::Object{{"title", "The bridge"}}));
    auto body = said();
    body["account"] = account.text();
    const auto post = good(lamia.post("/api/staff/posts", body));
    shown.push_back("/api/staff/posts/" + post.text("id"));
    shown.push_back("/api/staff/posts/" + post.text("id") + "/versions");
    good(lamia.post("/api/staff/posts/" + post.text("id") + "/submit", json::Object{{"version", 1}}));
    shown.push_back("/api/staff/accounts/" + account.text() + "/rights");
    shown.push_back(moved.path() + "/presence");
    shown.push_back(moved.path() + "/colleagues");
    shown.push_back("/api/staff/desks/" + press_desk + "/people");
    shown.push_back("/api/staff/desks/" + press_desk + "/work");
    shown.push_back("/api/staff/desks/" + press_desk + "/shifts");
    for (const auto& route : bed.router.routes()) {
      const bool one = route.pattern.find('{') != std::string::npos || route.pattern.ends_with("/stream");
      if (route.method == Method::Get && !one) shown.push_back(route.pattern);
    }
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser lamia = bed.officer(admin, kLogin);
  Browser colleague = bed.officer(admin, "cora");
  Browser press = bed.officer(admin, "piet");
  activity::AccountId account{parse_id(bed.create_account(admin, 1)).value()};
  test::Correspondence strangers{bed, account};
  std::string desk, press_desk;
  test::Heard here;
  std::vector<std::string> shown;
};

TEST_F(LocalStaff, AreNamedByNoRouteToWhoHasNoPartAtTheirDesk) {
  auto auditor = bed.join(admin, staff::Role::Auditor, "aud");
  auto officer = bed.join(admin, staff::Role::Dpo, "dora");
  auto editor = bed.join(admin, staff::Role::Editor, "edda");
  EXPECT_GT(shown.size(), 40U);
  for (auto* reader : {&press, &auditor, &officer, &editor}) {
    std::size_t answered = 0;
    for (const auto& path : shown) {
      const auto answer = reader->get(path);
      answered += answer.status == 200 ? 1 : 0;
      EXPECT_EQ(answer.body.find(kLogin), std::string::npos) << path << answer.body;
      EXPECT_EQ(answer.body.find(kName), std::string::npos) << path << answer.body;
    }
    EXPECT_GT(answered, 10U);
  }
}

TEST_F(LocalStaff, AreShownByTheirDeskElsewhereAndByNameThere) {
  const auto moved = press.get(shown.front()).json();
  EXPECT_NE(boost::json::serialize(moved.at("events")).find("The Cairo desk"), std::string::npos);
  EXPECT_NE(admin.get("/api/staff/audit").body.find(kName), std::string::npos) << "who keeps the accounts";
  const auto at_home = colleague.get(here.path()).json();
  EXPECT_EQ(at_home.at("holder").at("name").as_string(), kName);
  EXPECT_EQ(at_home.at("people").at(0).at("user").at("login").as_string(), kLogin);
}

TEST_F(LocalStaff, TheMarkIsAnAdministratorsAndAudited) {
  const auto path = "/api/staff/users/" + id_of(colleague);
  const json::Object marked{{"name", "Cora"}, {"role", "officer"}, {"local", true}};
  EXPECT_EQ(press.put(path, marked).status, 403);
  good(admin.put(path, marked));
  EXPECT_EQ(bed.audit().front().action, "user.change");
  EXPECT_EQ(bed.audit().front().subject, "user:cora local");
}

TEST_F(LocalStaff, AnArchiveNamesNoneOfThem) {
  const auto lines = bed.store->read([&](store::Snapshot& snapshot) {
    const auto names = answer::export_names(snapshot);
    std::string all;
    for (const auto& c : answer::rows::conversations_after(snapshot, {}, 10)) {
      all += answer::export_line(snapshot, names, c);
    }
    return all;
  });
  EXPECT_NE(lines.find("The Cairo desk"), std::string::npos);
  EXPECT_EQ(lines.find(kLogin), std::string::npos) << lines;
  EXPECT_EQ(lines.find(kName), std::string::npos) << lines;
}

// Each entry stands with its hash; who may not see a name cannot compute that one anew, and follows the chain all the
// same.
TEST_F(LocalStaff, TheAuditLogIsWholeForWhoMaySeeAll) {
  auto auditor = bed.join(admin, staff::Role::Auditor, "aud");
  const auto hers = auditor.get("/api/staff/audit/export").body;
  EXPECT_NE(hers.find("user:#" + id_of(lamia)), std::string::npos);
  EXPECT_NE(admin.get("/api/staff/audit/export").body.find("user:lamia"), std::string::npos);
}

}  // namespace
}  // namespace chancery::api
