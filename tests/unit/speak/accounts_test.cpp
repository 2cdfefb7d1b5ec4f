#include "speak/accounts.hpp"

#include <gtest/gtest.h>

#include "proof/migrations.hpp"
#include "speak/migrations.hpp"
#include "staff/audit.hpp"
#include "staff/migrations.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "support/stores.hpp"

namespace chancery::speak {
namespace {

const std::string kAnna = "user:anna";

NewAccount press() {
  NewAccount wanted;
  wanted.name = "press";
  wanted.display_name = "Press Office";
  wanted.summary = "News of the ministry.";
  wanted.language = "en";
  return wanted;
}

class Accounts : public testing::Test {
 protected:
  // Without keys of its own: making them takes its time.
  void make_account() {
    activity::Account account;
    account.id = store.ids.make<activity::AccountId>();
    account.name = "press";
    account.display_name = "Press Office";
    account.language = "en";
    account.created_at = store.clock.now();
    const auto done =
        store->write_now([&](store::Transaction& tx) -> Status { return store::insert_account(tx, account); });
    EXPECT_TRUE(done.has_value());
  }
  std::vector<std::string> events() {
    std::vector<std::string> types;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& event : store::events_after(snapshot, 0, 100)) types.push_back(event.type);
    });
    return types;
  }
  std::vector<std::string> audit() {
    std::vector<std::string> actions;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& entry : staff::audit_entries(snapshot, 0, 100)) {
        actions.push_back(entry.actor + ' ' + entry.action + ' ' + entry.subject);
      }
    });
    return actions;
  }
  const crypto::KeyBox box = crypto::KeyBox::of(std::string(32, 'k')).value();
  test::TestStore store{test::migrations_of({staff::migrations(), proof::migrations(), speak::migrations()})};
};

TEST_F(Accounts, AnAccountHasKeysAnEventAndAnAuditEntry) {
  const auto made = create_account(*store, box, press(), kAnna);
  ASSERT_TRUE(made.has_value()) << made.error().detail;
  const auto& account = *made;
  EXPECT_TRUE(account.public_key_pem.starts_with("-----BEGIN PUBLIC KEY-----"));
  EXPECT_FALSE(crypto::is_in_clear(account.private_key_pem));
  EXPECT_TRUE(box.open(account.private_key_pem, account.id.text())->starts_with("-----BEGIN PRIVATE KEY-----"));
  EXPECT_EQ(events(), std::vector<std::string>{"AccountCreated"});
  EXPECT_EQ(audit(), std::vector<std::string>{"user:anna account.create account:" + account.id.text()});
}

TEST_F(Accounts, ANameThatIsTakenIsAConflictAndLeavesNoTrace) {
  make_account();
  const auto again = create_account(*store, box, press(), kAnna);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::Conflict);
  EXPECT_NE(again.error().hint.find("@press"), std::string::npos);
  EXPECT_TRUE(events().empty());
  EXPECT_TRUE(audit().empty());
}

TEST_F(Accounts, AnAccountThatBreaksARuleNamesTheField) {
  const auto refused = [&](auto change, const char* field) {
    auto wanted = press();
    change(wanted);
    const auto account = create_account(*store, box, wanted, kAnna);
    ASSERT_FALSE(account.has_value()) << field;
    EXPECT_EQ(account.error().code, Errc::Invalid) << field;
    EXPECT_NE(account.error().hint.find(field), std::string::npos) << account.error().hint;
  };
  refused([](NewAccount& wanted) { wanted.name = "Press Office"; }, "");
  refused([](NewAccount& wanted) { wanted.display_name = " "; }, "display_name");
  refused([](NewAccount& wanted) { wanted.display_name = "two\nlines"; }, "display_name");
  refused([](NewAccount& wanted) { wanted.display_name = std::string(101, 'x'); }, "display_name");
  refused([](NewAccount& wanted) { wanted.summary = std::string(501, 'x'); }, "summary");
  refused([](NewAccount& wanted) { wanted.language = "english please"; }, "language");
  EXPECT_TRUE(events().empty());
}

}  // namespace
}  // namespace chancery::speak
