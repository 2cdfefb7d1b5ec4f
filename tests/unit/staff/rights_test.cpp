#include "staff/rights.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace chancery::staff {
namespace {

// The table once more, by role: whoever changes one changes the other.
const std::map<Role, std::set<Action>>& granted() {
  using enum Action;
  static const std::map<Role, std::set<Action>> table{
      {Role::Admin,
       {ManageUsers, ManageAccounts, ReadAccounts,  Publish,        DeleteNote,     ReadListening,     ConnectSource,
        ManageFeeds, JudgeAlerts,    ManageWatches, ManageRegister, DecideRegister, ReadAudit,         Moderate,
        ReadDesk,    WorkDesk,       ManageDesks,   HandleCrisis,   ReadRecords,    ManageIntegrations}},
      {Role::Officer, {ReadAccounts, Publish, DeleteNote, ReadListening, Moderate, ReadDesk, WorkDesk, HandleCrisis}},
      {Role::Dpo,
       {ReadListening, DecideWatches, DecideRegister, ReadDataProtection, HonourRights, ReadAudit, ReadRecords,
        ManageRecords}},
      {Role::Analyst, {ReadAccounts, ReadListening, ManageFeeds, JudgeAlerts, ManageWatches, ManageRegister}},
      {Role::Editor,
       {ReadAccounts, Publish, DeleteNote, ReadListening, ManageFeeds, ManageRegister, DecideRegister, Moderate,
        ReadDesk, WorkDesk, HandleCrisis}},
      {Role::Auditor, {ReadAccounts, ReadListening, ReadAudit, ReadDataProtection, ReadRecords}},
  };
  return table;
}

TEST(Rights, EveryRoleHasExactlyTheRightsOfTheTable) {
  for (const auto role : kRoles) {
    for (const auto action : kActions) {
      EXPECT_EQ(can(role, action), granted().at(role).contains(action)) << to_string(role) << ' ' << to_string(action);
    }
  }
}

TEST(Rights, NobodyAsksForAWatchAndDecidesOnIt) {
  for (const auto role : kRoles) {
    EXPECT_FALSE(can(role, Action::ManageWatches) && can(role, Action::DecideWatches)) << to_string(role);
  }
}

TEST(Rights, TheDataProtectionOfficersDeskIsHersAlone) {
  for (const auto action : {Action::DecideWatches, Action::HonourRights}) {
    for (const auto role : kRoles) EXPECT_EQ(can(role, action), role == Role::Dpo) << to_string(role);
  }
  for (const auto role : kRoles) {
    EXPECT_EQ(can(role, Action::ReadDataProtection), role == Role::Dpo || role == Role::Auditor) << to_string(role);
  }
}

// What people write to us is none of the analyst's business, nor of those who only check.
TEST(Rights, ListeningNeverSeesCorrespondence) {
  for (const auto role : {Role::Analyst, Role::Dpo, Role::Auditor}) {
    EXPECT_FALSE(can(role, Action::ReadDesk)) << to_string(role);
    EXPECT_FALSE(can(role, Action::WorkDesk)) << to_string(role);
  }
}

TEST(Rights, TheAuditorReadsAndDoesNothingElse) {
  for (const auto action : kActions) {
    EXPECT_TRUE(!can(Role::Auditor, action) || to_string(action).starts_with("read_")) << to_string(action);
  }
}

TEST(Rights, EveryActionIsSomebodysAndHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const auto action : kActions) {
    EXPECT_TRUE(names.insert(to_string(action)).second) << to_string(action);
    bool anybody = false;
    for (const auto role : kRoles) anybody = anybody || can(role, action);
    EXPECT_TRUE(anybody) << to_string(action);
  }
}

TEST(Rights, WhatStandsInNoRowIsDenied) {
  const auto unknown_action = static_cast<Action>(200);
  const auto unknown_role = static_cast<Role>(200);
  for (const auto role : kRoles) EXPECT_FALSE(can(role, unknown_action)) << to_string(role);
  for (const auto action : kActions) EXPECT_FALSE(can(unknown_role, action)) << to_string(action);
}

TEST(Rights, ARefusalNamesTheAction) {
  EXPECT_TRUE(require(Role::Officer, Action::Publish).has_value());
  const auto refused = require(Role::Officer, Action::ReadAudit);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Forbidden);
  EXPECT_NE(refused.error().hint.find("read_audit"), std::string::npos);
}

TEST(Rights, RolesAreReadAsTheyAreWritten) {
  for (const auto role : kRoles) EXPECT_EQ(parse_role(to_string(role)), role);
  for (const auto* text : {"", "Admin", "root", "admin ", "DPO"}) EXPECT_FALSE(parse_role(text).has_value()) << text;
}

}  // namespace
}  // namespace chancery::staff
