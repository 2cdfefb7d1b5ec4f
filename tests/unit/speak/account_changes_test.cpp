// What takes eyes away from an account waits, and whoever may approve can stop it.
#include "speak/account_changes.hpp"

#include "staff/audit.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;

class AccountChanges : public Desk {
 protected:
  AccountChanges() {
    run([&](store::Transaction& tx) { return staff::rows::insert_user(tx, second, {}); });
    set({.approvals = 1, .grace = 0s});
    agreed("Good morning");
    EXPECT_EQ(send(), 1U);
  }
  AccountRule rule() {
    return store->read([&](store::Snapshot& snapshot) { return rule_of(snapshot, press); });
  }
  std::vector<AccountChange> waiting() {
    return store->read([&](store::Snapshot& snapshot) { return waiting_changes(snapshot, press); });
  }
  std::size_t settle() {
    return run([&](store::Transaction& tx) { return settle_changes(tx, store.clock.now()); }).value();
  }
  Status set_by(const staff::User& by, const AccountRule& wanted) {
    return attempt([&](store::Transaction& tx) { return set_rule(tx, press, wanted, by, store.clock.now()); });
  }
  Status give_by(const staff::User& by, const staff::User& to, AccountRight right) {
    return attempt([&](store::Transaction& tx) { return grant(tx, {to.id, press, right}, by, store.clock.now()); });
  }
  bool holds(const staff::User& user, AccountRight right) {
    return store->read([&](store::Snapshot& snapshot) { return may(snapshot, user, press, right); });
  }
  Status stop(const staff::User& by) {
    return attempt([&](store::Transaction& tx) { return stop_changes(tx, press, by, store.clock.now()); });
  }
  std::string last_audit() {
    return store->read([](store::Snapshot& snapshot) {
      const auto entry = staff::audit_entries(snapshot, 0, 1).front();
      return entry.actor + ' ' + entry.action;
    });
  }

  staff::User second{.id = store.ids.make<staff::UserId>(), .login = "abe", .name = "Abe", .role = staff::Role::Admin};
};

TEST_F(AccountChanges, ALowerRuleWaitsADayAndAHigherOneDoesNot) {
  ASSERT_TRUE(set_by(admin, {.approvals = 0, .grace = 0s}));
  EXPECT_EQ(rule().approvals, 1) << "not on one person's word";
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().due(), store.clock.now() + 24h);
  EXPECT_EQ(last_audit(), "user:admin account.ask");
  store.clock.advance(23h);
  EXPECT_EQ(settle(), 0U);
  store.clock.advance(1h);
  EXPECT_EQ(settle(), 1U);
  EXPECT_EQ(rule().approvals, 0);
  EXPECT_TRUE(waiting().empty());
  EXPECT_EQ(last_audit(), "user:admin account.rule");
  ASSERT_TRUE(set_by(admin, {.approvals = 2, .grace = 60s}));
  EXPECT_EQ(rule().approvals, 2);
  ASSERT_TRUE(set_by(admin, {.approvals = 2, .grace = 30s}));
  EXPECT_EQ(rule().grace, 60s) << "less grace is fewer eyes";
}

TEST_F(AccountChanges, ASecondAdministratorMakesItTakeEffectAtOnce) {
  const AccountRule none{.approvals = 0, .grace = 0s};
  ASSERT_TRUE(set_by(admin, none));
  ASSERT_TRUE(set_by(admin, none));
  EXPECT_EQ(rule().approvals, 1) << "twice the same person is one person";
  ASSERT_TRUE(set_by(second, none));
  EXPECT_EQ(rule(), none);
  EXPECT_TRUE(waiting().empty());
}

TEST_F(AccountChanges, WhoeverMayApproveStopsIt) {
  ASSERT_TRUE(set_by(admin, {.approvals = 0, .grace = 0s}));
  EXPECT_EQ(stop(anna).error().code, Errc::Forbidden) << "she writes and publishes";
  ASSERT_TRUE(stop(carla));
  EXPECT_EQ(last_audit(), "user:carla account.stop");
  store.clock.advance(48h);
  EXPECT_EQ(settle(), 0U);
  EXPECT_EQ(rule().approvals, 1);
}

TEST_F(AccountChanges, ARightForOneselfWaitsAndOneForAnotherDoesNot) {
  ASSERT_TRUE(give_by(admin, admin, AccountRight::Publish));
  EXPECT_FALSE(holds(admin, AccountRight::Publish));
  ASSERT_TRUE(give_by(second, admin, AccountRight::Publish)) << "a second person gives it";
  EXPECT_TRUE(holds(admin, AccountRight::Publish));
  EXPECT_TRUE(waiting().empty());
  ASSERT_TRUE(give_by(admin, admin, AccountRight::Approve));
  store.clock.advance(24h);
  EXPECT_EQ(settle(), 1U);
  EXPECT_TRUE(holds(admin, AccountRight::Approve));
}

TEST_F(AccountChanges, WhoMayNoLongerAskGetsNothing) {
  ASSERT_TRUE(give_by(admin, ben, AccountRight::Administer));
  ASSERT_TRUE(set_by(ben, {.approvals = 0, .grace = 0s}));
  run([&](store::Transaction& tx) {
    return revoke(tx, {ben.id, press, AccountRight::Administer}, admin, store.clock.now());
  });
  store.clock.advance(24h);
  EXPECT_EQ(settle(), 0U);
  EXPECT_EQ(rule().approvals, 1);
}

TEST_F(AccountChanges, NothingWaitsBeforeAnAccountHasSpoken) {
  run([&](store::Transaction& tx) {
    return set_rule(tx, embassy, {.approvals = 0, .grace = 0s}, admin, store.clock.now());
  });
  EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return rule_of(snapshot, embassy); }).approvals, 0);
}

TEST_F(AccountChanges, WhoAdministersOneAccountDoesSoThereAlone) {
  EXPECT_EQ(set_by(ben, {.approvals = 2, .grace = 0s}).error().code, Errc::Forbidden);
  ASSERT_TRUE(give_by(admin, ben, AccountRight::Administer));
  ASSERT_TRUE(set_by(ben, {.approvals = 2, .grace = 0s}));
  EXPECT_EQ(rule().approvals, 2);
  ASSERT_TRUE(give_by(ben, carla, AccountRight::Publish));
  const auto elsewhere = attempt([&](store::Transaction& tx) {
    return set_rule(tx, embassy, {.approvals = 2, .grace = 0s}, ben, store.clock.now());
  });
  EXPECT_EQ(elsewhere.error().code, Errc::Forbidden);
}

}  // namespace
}  // namespace chancery::speak
