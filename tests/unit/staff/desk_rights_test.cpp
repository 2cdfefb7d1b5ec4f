#include "staff/desk_rights.hpp"

#include <gtest/gtest.h>

#include "staff/missions.hpp"
#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

using enum DeskAction;

constexpr MissionId kNairobi{1};
constexpr MissionId kCairo{2};
constexpr DeskId kPress{11};
constexpr DeskId kConsular{12};
constexpr DeskId kArabic{21};
const std::vector<std::pair<DeskId, MissionId>> kDesks{{kPress, kNairobi}, {kConsular, kNairobi}, {kArabic, kCairo}};

DeskRights officer(std::vector<DeskRights::Granted> granted) {
  return {granted, kDesks, Role::Officer};
}

TEST(DeskRights, WhatNobodyGrantedIsDenied) {
  const auto rights = officer({});
  for (const auto action : kDeskActions) {
    for (const auto& [desk, mission] : kDesks) EXPECT_FALSE(rights.may(action, mission, desk)) << to_string(action);
    EXPECT_FALSE(rights.anywhere(action)) << to_string(action);
  }
}

TEST(DeskRights, AGrantHoldsForItsActionAtItsDesk) {
  const auto rights = officer({{{kNairobi, kPress}, Work}});
  EXPECT_TRUE(rights.may(Work, kNairobi, kPress));
  EXPECT_TRUE(rights.may(Work, kPress));
  EXPECT_FALSE(rights.may(Read, kPress)) << "none implies another";
  EXPECT_FALSE(rights.may(Work, kNairobi, kConsular));
  EXPECT_FALSE(rights.may(Work, kCairo, kArabic));
  EXPECT_EQ(rights.desks(Work), std::vector{kPress});
}

TEST(DeskRights, AGrantOnAMissionHoldsForAllItsDesksAndThoseToCome) {
  const auto rights = officer({{{kNairobi, {}}, Read}});
  EXPECT_EQ(rights.desks(Read), (std::vector{kPress, kConsular}));
  EXPECT_TRUE(rights.may(Read, kNairobi, DeskId{99}));
  EXPECT_FALSE(rights.may(Read, kArabic));
  EXPECT_FALSE(rights.everywhere(Read));
}

TEST(DeskRights, AGrantEverywhereIsEverywhere) {
  const auto rights = officer({{{}, Lines}});
  EXPECT_TRUE(rights.everywhere(Lines));
  EXPECT_EQ(rights.desks(Lines).size(), 3U);
  EXPECT_TRUE(rights.may(Lines, MissionId{9}, DeskId{99}));
}

TEST(DeskRights, ARoleWithoutThePartAtDesksHasNoneWhateverIsGranted) {
  std::vector<DeskRights::Granted> all;
  for (const auto action : kDeskActions) all.push_back({{}, action});
  for (const auto role : {Role::Dpo, Role::Analyst, Role::Auditor}) {
    const DeskRights rights(all, kDesks, role);
    for (const auto action : kDeskActions) EXPECT_FALSE(rights.may(action, kPress)) << to_string(role);
  }
}

TEST(DeskRights, ARefusalNamesThePartThatIsMissing) {
  const auto refused = require(officer({}), ReadPrivate, kPress);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Forbidden);
  EXPECT_TRUE(refused.error().hint.starts_with("Your part at this desk does not include")) << refused.error().hint;
  EXPECT_NE(refused.error().hint.find("read_private"), std::string::npos);
}

TEST(DeskRights, ActionsAreReadAsTheyAreWritten) {
  for (const auto action : kDeskActions) EXPECT_EQ(parse_desk_action(to_string(action)), action);
  EXPECT_FALSE(parse_desk_action("everything").has_value());
}

// Two missions with a desk each, and Ole, an officer.
class Desks : public testing::Test {
 protected:
  Desks() {
    ministry.set_up();
    ministry.join("ole");
    ole = *ministry.store->read([](store::Snapshot& s) { return user_by_login(s, "ole"); });
    EXPECT_TRUE(write([&](store::Transaction& tx) -> Status {
                  for (const auto* name : {"Nairobi", "Cairo"}) {
                    const Mission mission{
                        ministry.store.ids.make<MissionId>(), name, MissionKind::Embassy, "KE", {}, "UTC", {}, {}};
                    if (auto done = open_mission(tx, mission, "user:anna", now()); !done) return done;
                    const Desk desk{ministry.store.ids.make<DeskId>(), mission.id, "Press", "Press section", false, {}};
                    if (auto done = open_desk(tx, desk, "user:anna", now()); !done) return done;
                    missions.push_back(mission);
                    desks.push_back(desk);
                  }
                  return {};
                }).has_value());
  }
  Status write(std::function<Status(store::Transaction&)> act) { return ministry.store->write_now(std::move(act)); }
  Status grant(const DeskScope& scope, std::vector<DeskAction> actions) {
    return write(
        [&](store::Transaction& tx) { return set_desk_grants(tx, ole.id, scope, actions, "user:anna", now()); });
  }
  [[nodiscard]] DeskRights rights() {
    return ministry.store->read([&](store::Snapshot& s) { return desk_rights(s, ole); });
  }
  [[nodiscard]] Timestamp now() const { return ministry.store.clock.now(); }

  test::Ministry ministry;
  User ole;
  std::vector<Mission> missions;
  std::vector<Desk> desks;
};

TEST_F(Desks, WhatIsGrantedHoldsUntilItIsTakenBack) {
  const DeskScope here{missions[0].id, desks[0].id};
  ASSERT_TRUE(grant(here, {Read, Work}).has_value());
  EXPECT_TRUE(rights().may(Work, desks[0].id));
  EXPECT_FALSE(rights().may(Work, desks[1].id));
  ASSERT_TRUE(grant(here, {Read}).has_value());
  EXPECT_FALSE(rights().may(Work, desks[0].id));
  ASSERT_TRUE(grant(here, {}).has_value());
  EXPECT_EQ(rights(), DeskRights{});
  EXPECT_EQ(ministry.audited(3),
            (std::vector<std::string>{"user:anna desk.revoke desk:" + desks[0].id.text() + " user:ole",
                                      "user:anna desk.grant desk:" + desks[0].id.text() + " user:ole read",
                                      "user:anna desk.grant desk:" + desks[0].id.text() + " user:ole read work"}));
}

TEST_F(Desks, GrantingWhatSheHasChangesNothingAndIsNotToldAgain) {
  const DeskScope here{missions[0].id, {}};
  ASSERT_TRUE(grant(here, {Read}).has_value());
  ASSERT_TRUE(grant(here, {Read, Read}).has_value());
  EXPECT_TRUE(ministry.audited(2)[1].find("desk.grant") == std::string::npos);
}

TEST_F(Desks, NothingIsGrantedWhereThereIsNothingOrToWhomTheRoleForbidsIt) {
  EXPECT_EQ(grant({missions[0].id, desks[1].id}, {Read}).error().code, Errc::NotFound) << "the other mission's desk";
  EXPECT_EQ(grant({MissionId{5}, {}}, {Read}).error().code, Errc::NotFound);
  ministry.join("ines", Role::Analyst);
  ole = *ministry.store->read([](store::Snapshot& s) { return user_by_login(s, "ines"); });
  EXPECT_EQ(grant({missions[0].id, desks[0].id}, {Read}).error().code, Errc::Invalid);
}

TEST_F(Desks, OneDeskIsTheFrontDeskAndItStaysOpen) {
  auto front = desks[0];
  front.front = true;
  const auto change = [&](const Desk& desk) {
    return write([&](store::Transaction& tx) { return change_desk(tx, desk, "user:anna", now()); });
  };
  ASSERT_TRUE(change(front).has_value());
  auto closed = front;
  closed.closed_at = now();
  EXPECT_EQ(change(closed).error().code, Errc::Conflict);
  auto other = desks[1];
  other.front = true;
  ASSERT_TRUE(change(other).has_value());
  EXPECT_EQ(ministry.store->read([](store::Snapshot& s) { return front_desk(s)->id; }), other.id);
  closed.front = false;
  EXPECT_TRUE(change(closed).has_value());
}

TEST_F(Desks, AMissionWithOpenDesksStaysOpenAndStandsAboveNothingOfItself) {
  const auto change = [&](const Mission& mission) {
    return write([&](store::Transaction& tx) { return change_mission(tx, mission, "user:anna", now()); });
  };
  auto nairobi = missions[0];
  nairobi.closed_at = now();
  EXPECT_EQ(change(nairobi).error().code, Errc::Conflict);
  nairobi.closed_at.reset();
  nairobi.parent = missions[1].id;
  ASSERT_TRUE(change(nairobi).has_value());
  auto cairo = missions[1];
  cairo.parent = missions[0].id;
  EXPECT_EQ(change(cairo).error().code, Errc::Conflict);
  cairo.parent = {};
  cairo.name = "Nairobi";
  EXPECT_EQ(change(cairo).error().code, Errc::Conflict);
  cairo.name = "Cairo";
  cairo.country = "Egypt";
  EXPECT_EQ(change(cairo).error().code, Errc::Invalid);
}

}  // namespace
}  // namespace chancery::staff
