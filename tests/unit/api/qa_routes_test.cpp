// A Q&A session by the routes: announced, asked, ordered, closed.
#include <gtest/gtest.h>

#include <array>

#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using staff::DeskAction;
using test::Answer;
using test::Browser;
using test::Testbed;

constexpr std::array kWorksInPublic{DeskAction::Read, DeskAction::Work};
constexpr std::array kLeadsInPublic{DeskAction::Read, DeskAction::Work, DeskAction::Lead};

class QaRoutes : public testing::Test {
 protected:
  QaRoutes() {
    letters.give(ole, kWorksInPublic);
    letters.give(lea, kLeadsInPublic);
    letters.grant(admin, lea, {"publish"});
    desk = std::string(*json::text(admin.get("/api/staff/desks").json().at("desks").at(0).as_object(), "id"));
    announcement.id = bed.ids.make<activity::NoteId>();
    announcement.account = account;
    announcement.uri = announcement.url = bed.addresses.note(announcement.id);
    announcement.attributed_to = bed.addresses.actor(account);
    announcement.content = "<p>Ask us.</p>";
    announcement.published = announcement.received = bed.clock.now();
    EXPECT_TRUE(bed.store->write_now([&](store::Transaction& tx) { return store::insert_note(tx, announcement); }));
  }
  [[nodiscard]] json::Object wanted() const {
    return {{"account", account.text()},
            {"desk", desk},
            {"title", "Visas: ask us"},
            {"languages", json::Array{"en"}},
            {"hashtag", "#AskUs"},
            {"starts_at", to_rfc3339(bed.clock.now() + std::chrono::hours{1})},
            {"ends_at", to_rfc3339(bed.clock.now() + std::chrono::hours{2})},
            {"zone", "Africa/Nairobi"},
            {"announcement", announcement.id.text()}};
  }
  Answer good(Answer answer) {
    EXPECT_LT(answer.status, 300) << answer.body;
    return answer;
  }
  std::string announced() { return "/api/staff/qa/" + good(lea.post("/api/staff/qa", wanted())).text("id"); }
  std::string asked(std::string by) {
    return letters.hear({.by = std::move(by), .words = "How long does it take?", .answers = announcement.id})
        .conversation.text();
  }
  std::vector<std::string> questions(const std::string& path) {
    std::vector<std::string> ids;
    const auto room = good(ole.get(path)).json();
    for (const auto& one : room.at("questions").as_array()) {
      ids.emplace_back(one.at("conversation").at("id").as_string());
    }
    return ids;
  }

  Testbed bed;
  Browser admin = bed.set_up();
  Browser ole = bed.officer(admin, "ole");
  Browser lea = bed.officer(admin, "lea");
  const activity::AccountId account{parse_id(bed.create_account(admin, 0)).value()};
  test::Correspondence letters{bed, account};
  std::string desk;
  activity::Note announcement;
};

TEST_F(QaRoutes, AnnouncedAskedOrderedClosed) {
  const auto path = announced();
  const auto first = asked("ana");
  const auto second = asked("ben");
  EXPECT_EQ(questions(path), (std::vector{first, second}));
  const auto moved = good(ole.post(path + "/questions/" + second, json::Object{{"position", 1}})).json();
  EXPECT_EQ(moved.at("questions").at(0).at("conversation").at("id").as_string(), second);
  EXPECT_EQ(questions(path), (std::vector{second, first}));
  EXPECT_EQ(good(lea.post(path + "/open", json::Object{})).text("state"), "open");
  EXPECT_EQ(good(lea.post(path + "/open", json::Object{})).text("state"), "open") << "twice does nothing more";
  good(ole.post("/api/staff/conversations/" + second + "/claim", json::Object{}));
  const auto closed = good(lea.post(path + "/close", json::Object{})).json();
  EXPECT_EQ(closed.at("figures").at("asked").as_int64(), 2);
  EXPECT_EQ(closed.at("figures").at("taken").as_int64(), 1);
  EXPECT_TRUE(closed.at("may").as_array().empty());
  EXPECT_EQ(lea.post(path + "/call-off", json::Object{}).status, 409);
}

TEST_F(QaRoutes, NobodySpeaksUnderAnAccountThatIsNotHers) {
  const auto path = announced();
  letters.grant(admin, lea, {"write"});
  EXPECT_EQ(lea.post("/api/staff/qa", wanted()).status, 403);
  EXPECT_EQ(lea.put(path, wanted()).status, 403);
  EXPECT_EQ(good(lea.get("/api/staff/qa")).json().at("sessions").as_array().size(), 1U);
}

TEST_F(QaRoutes, TellsEachReaderWhatSheMayDo) {
  const auto path = announced();
  const auto of = [&](Browser& who) { return good(who.get("/api/staff/qa")).json(); };
  EXPECT_EQ(of(lea).at("desks").as_array().size(), 1U);
  EXPECT_TRUE(of(ole).at("desks").as_array().empty());
  EXPECT_EQ(of(ole).at("sessions").at(0).at("may"), (json::Array{"order"}));
  EXPECT_EQ(of(lea).at("sessions").at(0).at("may"), (json::Array{"order", "change", "open", "call_off"}));
  EXPECT_EQ(of(ole).at("sessions").at(0).at("announcement").at("url").as_string(), announcement.url);
  EXPECT_EQ(ole.post(path + "/open", json::Object{}).status, 403);
  auto changed = wanted();
  changed["title"] = "Visas and passports";
  EXPECT_EQ(ole.put(path, changed).status, 403);
  EXPECT_EQ(good(lea.put(path, changed)).text("title"), "Visas and passports");
  changed["zone"] = "Nowhere/City";
  EXPECT_EQ(lea.put(path, changed).status, 422);
}

}  // namespace
}  // namespace chancery::api
