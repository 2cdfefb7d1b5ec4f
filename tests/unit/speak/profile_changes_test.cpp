// What an account says about itself is said by two people, where its rule wants two.
#include "speak/profile_changes.hpp"

#include "speak/account_changes.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;

class ProfileChanges : public Desk {
 protected:
  ProfileChanges() {
    set({.approvals = 1, .grace = 0s});
    agreed("Good morning");
    EXPECT_EQ(send(), 1U);
  }
  static NewProfile named(std::string name) {
    NewProfile wanted;
    wanted.display_name = std::move(name);
    wanted.language = "en";
    return wanted;
  }
  Status ask(const staff::User& by, const NewProfile& wanted) {
    return attempt(
        [&](store::Transaction& tx) { return set_profile(tx, addresses, press, wanted, {by, store.clock.now()}); });
  }
  Status approve_as(const staff::User& by, const std::string& digest) {
    return attempt(
        [&](store::Transaction& tx) { return approve_profile(tx, addresses, press, {by, store.clock.now()}, digest); });
  }
  std::optional<ProfileChange> waiting() {
    return store->read([&](store::Snapshot& snapshot) { return waiting_profile(snapshot, press); });
  }
  std::string name() {
    return store->read([&](store::Snapshot& snapshot) { return store::account_by_id(snapshot, press)->display_name; });
  }
};

TEST_F(ProfileChanges, WaitForSomebodyElseWhoMayApprove) {
  ASSERT_TRUE(ask(admin, named("The Ministry")));
  EXPECT_EQ(name(), "press");
  ASSERT_TRUE(waiting());
  const auto digest = waiting()->digest;
  EXPECT_EQ(approve_as(admin, digest).error().code, Errc::Forbidden) << "she asked for it";
  EXPECT_EQ(approve_as(anna, digest).error().code, Errc::Forbidden) << "she may write, not approve";
  EXPECT_EQ(approve_as(ben, "another").error().code, Errc::Conflict);
  ASSERT_TRUE(approve_as(ben, digest));
  EXPECT_EQ(name(), "The Ministry");
  EXPECT_FALSE(waiting());
  EXPECT_EQ(approve_as(ben, digest).error().code, Errc::Conflict) << "none waits any more";
  store->read([&](store::Snapshot& snapshot) {
    const auto entries = staff::audit_entries(snapshot, 0, 2);
    EXPECT_EQ(entries[0].actor + ' ' + entries[0].action, "user:ben account.profile");
    EXPECT_EQ(entries[1].actor + ' ' + entries[1].action, "user:admin account.ask");
  });
}

TEST_F(ProfileChanges, AreThoseThatWereAskedForLastAndCanBeStopped) {
  ASSERT_TRUE(ask(admin, named("The Ministry")));
  const auto first = waiting()->digest;
  ASSERT_TRUE(ask(admin, named("The other Ministry")));
  EXPECT_EQ(approve_as(ben, first).error().code, Errc::Conflict) << "it is not what she read";
  run([&](store::Transaction& tx) { return stop_changes(tx, press, carla, store.clock.now()); });
  EXPECT_FALSE(waiting());
  EXPECT_EQ(name(), "press");
}

TEST_F(ProfileChanges, WhoAsksForTheSameAsAnotherHasApprovedIt) {
  run([&](store::Transaction& tx) {
    rows::put_profile_change(tx,
                             {.account = press, .by = ben.id, .asked_at = {}, .wanted = named("Two"), .digest = {}});
    return Status{};
  });
  ASSERT_TRUE(ask(admin, named("Two")));
  EXPECT_EQ(name(), "Two");
  EXPECT_FALSE(waiting());
}

TEST_F(ProfileChanges, AreReadAsTheyWereWritten) {
  auto wanted = named("The Ministry");
  wanted.type = activity::ActorType::Person;
  wanted.fields = {{"Web", "https://mfa.example"}};
  wanted.avatar = {MediaId{7}, "The coat of arms"};
  wanted.also_known_as = {"https://old.example/users/press"};
  wanted.approves_followers = true;
  const auto written = write_profile(wanted);
  EXPECT_EQ(write_profile(read_profile(written).value()), written);
  EXPECT_FALSE(read_profile("{}").has_value());
}

}  // namespace
}  // namespace chancery::speak
