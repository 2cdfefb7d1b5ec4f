// How many more people must be allowed to approve before what somebody writes can leave.
#include "speak/account_rights.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

class MissingApprovers : public Desk {
 protected:
  int missing_for(const staff::User& reader, activity::AccountId account) {
    return store->read([&](store::Snapshot& snapshot) { return missing_approvers(snapshot, account, reader); });
  }
};

TEST_F(MissingApprovers, OneOtherIsEnoughForOne) {
  set({.approvals = 1, .grace = {}});
  EXPECT_EQ(missing_for(anna, press), 0);
}

TEST_F(MissingApprovers, WhoWritesDoesNotCountForHerself) {
  set({.approvals = 2, .grace = {}});
  EXPECT_EQ(missing_for(anna, press), 0) << "Ben and Carla";
  EXPECT_EQ(missing_for(carla, press), 1) << "Ben alone";
}

TEST_F(MissingApprovers, WhoDoesNotWriteIsToldOfTheWorstPlacedWriter) {
  set({.approvals = 2, .grace = {}});
  EXPECT_EQ(missing_for(ben, press), 1) << "what Carla writes waits for a second";
}

TEST_F(MissingApprovers, AnAccountWithoutApproversLacksThemAll) {
  EXPECT_EQ(missing_for(admin, embassy), 1);
}

TEST_F(MissingApprovers, WhereNobodyMustApproveNobodyIsMissing) {
  set({.approvals = 0, .grace = {}});
  EXPECT_EQ(missing_for(carla, press), 0);
}

}  // namespace
}  // namespace chancery::speak
