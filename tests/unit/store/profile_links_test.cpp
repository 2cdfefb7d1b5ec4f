// Links of profiles: verified once the page links back, and no longer than it does.
#include "store/profile_links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/accounts.hpp"
#include "store/profiles.hpp"
#include "support/stores.hpp"

namespace chancery::store {
namespace {

using activity::Account;
using activity::AccountId;
using chancery::test::TestStore;
using namespace std::chrono_literals;

Account account_of(AccountId id) {
  Account account;
  account.id = id;
  account.name = "press";
  account.language = "en";
  account.public_key_pem = "public";
  account.private_key_pem = "private";
  return account;
}

class ProfileLinks : public testing::Test {
 protected:
  ProfileLinks() {
    change([&](Transaction& tx) { EXPECT_TRUE(insert_account(tx, account_of(press))); });
  }
  template <class F>
  void change(F fn) {
    const auto done = store->write_now([&](Transaction& tx) -> Status {
      fn(tx);
      return {};
    });
    ASSERT_TRUE(done.has_value()) << done.error().detail;
  }
  void put(const std::vector<std::string>& links) {
    change([&](Transaction& tx) { put_profile_links(tx, press, links, store.clock.now()); });
  }
  void settle(const std::string& link, LinkFinding finding) {
    change([&](Transaction& tx) { settle_profile_link(tx, {press, link}, finding, store.clock.now()); });
  }
  std::string due() {
    return store->read([&](Snapshot& snapshot) {
      const auto link = due_profile_link(snapshot, store.clock.now());
      return link ? link->link : "";
    });
  }
  std::optional<Timestamp> since(const std::string& link) {
    return store->read([&](Snapshot& snapshot) { return verified_since(verified_links(snapshot, press), link); });
  }

  TestStore store;
  const AccountId press = store.ids.make<AccountId>();
  const std::string web = "https://port.example/";
};

TEST_F(ProfileLinks, ANewLinkIsDueAtOnceAndThenOnceAWeek) {
  EXPECT_EQ(due(), "");
  put({web});
  EXPECT_EQ(due(), web);
  EXPECT_FALSE(since(web));
  const auto now = store.clock.now();
  settle(web, LinkFinding::LinksBack);
  EXPECT_EQ(since(web), now);
  EXPECT_EQ(due(), "");
  store.clock.advance(7 * 24h - 1s);
  EXPECT_EQ(due(), "");
  store.clock.advance(1s);
  EXPECT_EQ(due(), web);
  settle(web, LinkFinding::LinksBack);
  EXPECT_EQ(since(web), now) << "the moment it was first seen stays";
}

TEST_F(ProfileLinks, SavedAgainOnlyWhatIsNotVerifiedIsLookedAtAgain) {
  put({web, "https://other.example/"});
  settle(web, LinkFinding::LinksBack);
  settle("https://other.example/", LinkFinding::DoesNot);
  EXPECT_EQ(due(), "");
  put({web, "https://other.example/"});
  EXPECT_EQ(due(), "https://other.example/");
  EXPECT_TRUE(since(web));
}

TEST_F(ProfileLinks, WhatIsKnownGoesWithTheLink) {
  put({web});
  settle(web, LinkFinding::LinksBack);
  put({});
  EXPECT_FALSE(since(web));
  settle(web, LinkFinding::LinksBack);
  EXPECT_FALSE(since(web)) << "found too late: the profile holds it no longer";
  put({web});
  EXPECT_FALSE(since(web));
}

TEST_F(ProfileLinks, APageThatLinksBackNoMoreVerifiesNothing) {
  put({web});
  settle(web, LinkFinding::LinksBack);
  settle(web, LinkFinding::DoesNot);
  EXPECT_FALSE(since(web));
}

TEST_F(ProfileLinks, APageThatCannotBeReachedCountsForTwoWeeks) {
  put({web});
  settle(web, LinkFinding::LinksBack);
  store.clock.advance(14 * 24h - 1s);
  settle(web, LinkFinding::Unreachable);
  EXPECT_TRUE(since(web));
  EXPECT_EQ(due(), "");
  store.clock.advance(24h);
  EXPECT_EQ(due(), web) << "looked at again the next day";
  settle(web, LinkFinding::Unreachable);
  EXPECT_FALSE(since(web));
}

TEST(ProfileLinksMigration, WhatProfilesHeldAlreadyIsLookedAt) {
  auto before = chancery::test::migrations_of();
  std::erase_if(before, [](const Migration& migration) { return migration.name >= "20261125T1000"; });
  TestStore old(before);
  const Account press = account_of(old.ids.make<AccountId>());
  activity::Profile profile;
  profile.fields = {{"Web", "https://port.example/"}, {"Again", "https://port.example/"}, {"Open", "9 to 17"}};
  ASSERT_TRUE(old->write_now([&](Transaction& tx) -> Status {
    EXPECT_TRUE(insert_account(tx, press));
    put_profile(tx, press.id, profile);
    return {};
  }));
  auto options = old.options();
  const auto all = chancery::test::migrations_of();
  options.migrations = all;
  old.close();
  const auto store = Store::open(options, old.clock, old.ids);
  ASSERT_TRUE(store) << store.error().detail;
  const auto due = (*store)->read([&](Snapshot& snapshot) { return due_profile_link(snapshot, old.clock.now()); });
  ASSERT_TRUE(due);
  EXPECT_EQ(due->link, "https://port.example/");
}

}  // namespace
}  // namespace chancery::store
