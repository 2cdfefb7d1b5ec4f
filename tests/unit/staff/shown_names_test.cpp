#include "staff/shown_names.hpp"

#include <gtest/gtest.h>

#include <array>

#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "staff/user_changes.hpp"
#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

class Shown : public testing::Test {
 protected:
  Shown() {
    ministry.set_up("anna");
    for (const auto* login : {"lamia", "ole", "olga"}) ministry.join(login);
    EXPECT_TRUE(ministry.store->write_now([&](store::Transaction& tx) -> Status {
      const Mission embassy{.id = ministry.store.ids.make<MissionId>(),
                            .name = "Cairo",
                            .kind = MissionKind::Embassy,
                            .country = "EG",
                            .parent = {},
                            .zone = "Africa/Cairo",
                            .contact = {},
                            .closed_at = {}};
      if (auto opened = open_mission(tx, embassy, "setup", now()); !opened) return opened;
      mission = embassy.id;
      for (auto* desk : {&arabic, &press}) {
        desk->id = ministry.store.ids.make<DeskId>();
        desk->mission = mission;
        if (auto opened = open_desk(tx, *desk, "setup", now()); !opened) return opened;
      }
      return {};
    }));
    give("lamia", arabic, DeskAction::Work);
    give("ole", arabic, DeskAction::Read);
    give("olga", press, DeskAction::Read);
    mark("lamia");
  }

  [[nodiscard]] Timestamp now() const { return ministry.store.clock.now(); }
  User user(std::string_view login) {
    return ministry.store->read([&](store::Snapshot& snapshot) { return *user_by_login(snapshot, login); });
  }
  void give(std::string_view login, const Desk& desk, DeskAction action) {
    const auto who = user(login).id;
    ASSERT_TRUE(ministry.store->write_now([&](store::Transaction& tx) {
      return set_desk_grants(tx, who, {desk.mission, desk.id}, std::array{action}, "setup", now());
    }));
  }
  void mark(std::string_view login) {
    const auto who = user(login);
    const auto by = user("anna");
    ASSERT_TRUE(ministry.store->write_now([&](store::Transaction& tx) {
      return change_user(tx, who.id, {.name = "Lamia Haddad", .role = who.role, .local = true}, by, now());
    }));
  }
  ShownNames names_for(std::string_view login) {
    const auto reader = user(login);
    return ministry.store->read([&](store::Snapshot& snapshot) { return ShownNames(snapshot, reader); });
  }
  std::string name_for(std::string_view login) { return names_for(login).find(user("lamia").id)->name; }

  test::Ministry ministry;
  MissionId mission;
  Desk arabic{.id = {}, .mission = {}, .name = "Arabic", .alias = "The Arabic desk", .front = false, .closed_at = {}};
  Desk press{.id = {}, .mission = {}, .name = "Press", .alias = "Press", .front = false, .closed_at = {}};
};

TEST_F(Shown, LocalStaffAreNamedAtTheirDeskAndShownByItElsewhere) {
  EXPECT_EQ(name_for("ole"), "Lamia Haddad") << "who reads there";
  EXPECT_EQ(name_for("lamia"), "Lamia Haddad") << "she herself";
  EXPECT_EQ(name_for("anna"), "Lamia Haddad") << "who keeps the accounts";
  const auto elsewhere = names_for("olga");
  const auto id = user("lamia").id;
  EXPECT_EQ(elsewhere.find(id)->name, "The Arabic desk");
  EXPECT_EQ(elsewhere.find(id)->login, "#" + id.text());
  EXPECT_TRUE(elsewhere.find(id)->hidden);
  EXPECT_EQ(elsewhere.find_login("lamia")->name, "The Arabic desk");
  EXPECT_EQ(elsewhere.find(user("ole").id)->name, "Anna Berg") << "nobody else is hidden";
}

TEST_F(Shown, ARightThatIsTakenBackHidesHerAtOnce) {
  const auto who = user("ole").id;
  ASSERT_TRUE(ministry.store->write_now(
      [&](store::Transaction& tx) { return set_desk_grants(tx, who, {mission, arabic.id}, {}, "setup", now()); }));
  EXPECT_EQ(name_for("ole"), "The Arabic desk");
}

TEST_F(Shown, WhatTheLogSaysIsShownWithoutHerLogin) {
  const auto hidden = "user:#" + user("lamia").id.text();
  const auto olga = names_for("olga");
  EXPECT_EQ(olga.text("user:lamia"), hidden);
  EXPECT_EQ(olga.text("desk:7 user:lamia work"), "desk:7 " + hidden + " work");
  EXPECT_EQ(olga.text("asked by user:lamia."), "asked by " + hidden + ".");
  EXPECT_EQ(olga.text("user:lamia-2 user:ole user:lamia"), "user:lamia-2 user:ole " + hidden);
  EXPECT_EQ(olga.name_of_actor("user:lamia"), "The Arabic desk");
  EXPECT_EQ(olga.mentions("Ask @lamia, or @ole"), "Ask @#" + user("lamia").id.text() + ", or @ole");
  EXPECT_EQ(names_for("ole").text("user:lamia"), "user:lamia");
}

TEST_F(Shown, WhatIsKeptInFilesNamesNoneOfThem) {
  const auto names = ministry.store->read([](store::Snapshot& snapshot) { return ShownNames(snapshot); });
  EXPECT_TRUE(names.find(user("lamia").id)->hidden);
  EXPECT_FALSE(names.find(user("anna").id)->hidden);
}

TEST_F(Shown, HerDeskIsRememberedWhenHerAccountEnds) {
  const auto who = user("lamia").id;
  ASSERT_TRUE(ministry.store->write_now([&](store::Transaction& tx) { return end_user(tx, who, "cli:0", now()); }));
  EXPECT_EQ(name_for("ole"), "Lamia Haddad");
  EXPECT_EQ(name_for("olga"), "The Arabic desk");
}

TEST_F(Shown, WhoHasNoDeskIsShownByTheInstitution) {
  mark("olga");
  const auto who = user("olga").id;
  ASSERT_TRUE(ministry.store->write_now(
      [&](store::Transaction& tx) { return set_desk_grants(tx, who, {mission, press.id}, {}, "setup", now()); }));
  EXPECT_EQ(names_for("ole").find(who)->name, "Ministry of Foreign Affairs");
}

TEST_F(Shown, ARefusalNamesHerToWhoSharesTheDeskAlone) {
  const auto who = user("lamia").id;
  ASSERT_TRUE(ministry.store->write_now([&](store::Transaction& tx) -> Status {
    EXPECT_EQ(name_at_desk(tx, who, arabic.id), "Lamia Haddad");
    EXPECT_EQ(name_at_desk(tx, who, press.id), "Somebody else");
    return {};
  }));
}

}  // namespace
}  // namespace chancery::staff
