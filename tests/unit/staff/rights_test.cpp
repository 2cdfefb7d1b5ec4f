#include "staff/rights.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chancery::staff {
namespace {

TEST(Rights, AnOfficerHasExactlyTheseRights) {
  const std::set<Action> granted{Action::ReadAccounts, Action::Publish, Action::DeleteNote, Action::ReadListening};
  for (const auto action : kActions) {
    EXPECT_EQ(can(Role::Officer, action), granted.contains(action)) << to_string(action);
  }
}

TEST(Rights, AnAdministratorHasEveryRightThereIs) {
  for (const auto action : kActions) EXPECT_TRUE(can(Role::Admin, action)) << to_string(action);
}

TEST(Rights, WhatStandsInNoRowIsDenied) {
  const auto unknown_action = static_cast<Action>(200);
  const auto unknown_role = static_cast<Role>(200);
  EXPECT_FALSE(can(Role::Admin, unknown_action));
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
  EXPECT_EQ(parse_role("admin"), Role::Admin);
  EXPECT_EQ(parse_role("officer"), Role::Officer);
  for (const auto* text : {"", "Admin", "root", "admin "}) EXPECT_FALSE(parse_role(text).has_value()) << text;
}

}  // namespace
}  // namespace chancery::staff
