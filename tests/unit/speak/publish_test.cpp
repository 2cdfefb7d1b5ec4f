#include "speak/publish.hpp"

#include <gtest/gtest.h>

#include "activity/events.hpp"
#include "speak/accounts.hpp"
#include "speak/migrations.hpp"
#include "staff/audit.hpp"
#include "staff/migrations.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
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

class Speaking : public testing::Test {
 protected:
  // Without keys of its own: making them takes its time.
  activity::Account make_account() {
    activity::Account account;
    account.id = store.ids.make<activity::AccountId>();
    account.name = "press";
    account.display_name = "Press Office";
    account.language = "en";
    account.created_at = store.clock.now();
    const auto done =
        store->write_now([&](store::Transaction& tx) -> Status { return store::insert_account(tx, account); });
    EXPECT_TRUE(done.has_value());
    return account;
  }
  Draft draft(const activity::Account& account, std::string text, std::string key = "key-1") {
    return {account.id, std::move(text), "en", {}, std::move(key)};
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
  std::optional<activity::Note> stored(activity::NoteId id) {
    return store->read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, id); });
  }

  test::TestStore store{test::migrations_of({staff::migrations(), speak::migrations()})};
  activity::Addresses addresses = *activity::Addresses::of("https://mfa.example");
};

TEST_F(Speaking, AnAccountHasKeysAnEventAndAnAuditEntry) {
  const auto made = create_account(*store, press(), kAnna);
  ASSERT_TRUE(made.has_value()) << made.error().detail;
  const auto& account = *made;
  EXPECT_TRUE(account.public_key_pem.starts_with("-----BEGIN PUBLIC KEY-----"));
  EXPECT_TRUE(account.private_key_pem.starts_with("-----BEGIN PRIVATE KEY-----"));
  EXPECT_EQ(events(), std::vector<std::string>{"AccountCreated"});
  EXPECT_EQ(audit(), std::vector<std::string>{"user:anna account.create account:" + account.id.text()});
}

TEST_F(Speaking, ANameThatIsTakenIsAConflictAndLeavesNoTrace) {
  make_account();
  const auto again = create_account(*store, press(), kAnna);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::Conflict);
  EXPECT_NE(again.error().hint.find("@press"), std::string::npos);
  EXPECT_TRUE(events().empty());
  EXPECT_TRUE(audit().empty());
}

TEST_F(Speaking, AnAccountThatBreaksARuleNamesTheField) {
  const auto refused = [&](auto change, const char* field) {
    auto wanted = press();
    change(wanted);
    const auto account = create_account(*store, wanted, kAnna);
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

TEST_F(Speaking, ANoteIsStoredToldAndAuditedTogether) {
  const auto account = make_account();
  const auto note = publish(*store, addresses, draft(account, "Hello <world>\nhttps://mfa.example/visa"), kAnna);
  ASSERT_TRUE(note.has_value()) << note.error().detail;
  EXPECT_EQ(note->uri, "https://mfa.example/notes/" + note->id.text());
  EXPECT_EQ(note->attributed_to, "https://mfa.example/actors/" + account.id.text());
  EXPECT_NE(note->content.find("&lt;world&gt;"), std::string::npos) << note->content;
  EXPECT_NE(note->content.find("<a href=\"https://mfa.example/visa\""), std::string::npos) << note->content;
  EXPECT_EQ(stored(note->id)->content, note->content);
  EXPECT_EQ(events(), std::vector<std::string>{"NotePublished"});
  EXPECT_EQ(audit().front(), "user:anna note.publish note:" + note->id.text());
}

TEST_F(Speaking, TheSameKeyPublishesOnceAndAnswersTheSameNote) {
  const auto account = make_account();
  const auto first = publish(*store, addresses, draft(account, "Once"), kAnna);
  const auto second = publish(*store, addresses, draft(account, "Once"), kAnna);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->id, second->id);
  EXPECT_EQ(events().size(), 1U);
  // Another person's key of the same text is hers, not Anna's.
  const auto other = publish(*store, addresses, draft(account, "Once"), "user:ben");
  ASSERT_TRUE(other.has_value());
  EXPECT_NE(other->id, first->id);
}

TEST_F(Speaking, AKeyIsForgottenAfterAWeek) {
  const auto account = make_account();
  const auto first = publish(*store, addresses, draft(account, "Once"), kAnna);
  store.clock.advance(std::chrono::hours{8 * 24});
  // Forgetting happens when the next note is published.
  ASSERT_TRUE(publish(*store, addresses, draft(account, "Later", "key-2"), kAnna).has_value());
  const auto again = publish(*store, addresses, draft(account, "Once"), kAnna);
  ASSERT_TRUE(first && again);
  EXPECT_NE(first->id, again->id);
}

TEST_F(Speaking, CharactersAreCountedAsAReaderCountsThem) {
  const auto account = make_account();
  std::string families;
  for (int i = 0; i < 2'000; ++i) families += "👨‍👩‍👧";  // 18 bytes, 5 code points, one character
  EXPECT_TRUE(publish(*store, addresses, draft(account, families), kAnna).has_value());
  EXPECT_TRUE(publish(*store, addresses, draft(account, std::string(5'000, 'x'), "key-2"), kAnna).has_value());
  const auto too_long = publish(*store, addresses, draft(account, std::string(5'001, 'x'), "key-3"), kAnna);
  ASSERT_FALSE(too_long.has_value());
  EXPECT_NE(too_long.error().hint.find("5001 characters, at most 5000"), std::string::npos) << too_long.error().hint;
}

TEST_F(Speaking, WhatIsNoTextIsRefused) {
  const auto account = make_account();
  for (const auto& text : {std::string(), std::string(" \n\t "), std::string("bad \xff utf-8"), std::string("bell \a"),
                           std::string(70'000, 'x')}) {
    const auto note = publish(*store, addresses, draft(account, text), kAnna);
    ASSERT_FALSE(note.has_value());
    EXPECT_EQ(note.error().code, Errc::Invalid);
    EXPECT_TRUE(note.error().hint.starts_with("text:")) << note.error().hint;
  }
  for (const auto& key : {std::string(), std::string(201, 'k')}) {
    const auto note = publish(*store, addresses, draft(account, "Fine", key), kAnna);
    ASSERT_FALSE(note.has_value());
    EXPECT_NE(note.error().hint.find("Idempotency-Key"), std::string::npos);
  }
  auto nobody = draft(account, "Fine");
  nobody.account = activity::AccountId{77};
  EXPECT_EQ(publish(*store, addresses, nobody, kAnna).error().code, Errc::NotFound);
  EXPECT_TRUE(events().empty());
}

TEST_F(Speaking, DeletingEmptiesTheNoteForGoodAndTwiceIsFine) {
  const auto account = make_account();
  const auto note = publish(*store, addresses, draft(account, "Too early"), kAnna);
  ASSERT_TRUE(note.has_value());
  EXPECT_TRUE(delete_note(*store, note->id, kAnna).has_value());
  EXPECT_TRUE(delete_note(*store, note->id, kAnna).has_value());
  EXPECT_TRUE(stored(note->id)->deleted);
  EXPECT_EQ(stored(note->id)->content, "");
  EXPECT_EQ(events(), (std::vector<std::string>{"NotePublished", "NoteDeleted"}));
  EXPECT_EQ(audit().front(), "user:anna note.delete note:" + note->id.text());
  EXPECT_EQ(delete_note(*store, activity::NoteId{12345}, kAnna).error().code, Errc::NotFound);
}

TEST_F(Speaking, AReplyNamesItsParentAndIsNeverMorePublic) {
  const auto account = make_account();
  const auto parent = publish(*store, addresses, draft(account, "First"), kAnna);
  auto answer = draft(account, "Second", "key-2");
  answer.in_reply_to = parent->id;
  const auto reply = publish(*store, addresses, answer, kAnna);
  ASSERT_TRUE(reply.has_value()) << reply.error().detail;
  EXPECT_EQ(reply->in_reply_to, parent->uri);
  EXPECT_EQ(reply->in_reply_to_note, parent->id);
  ASSERT_TRUE(delete_note(*store, parent->id, kAnna).has_value());
  answer.idempotency_key = "key-3";
  EXPECT_EQ(publish(*store, addresses, answer, kAnna).error().code, Errc::NotFound);
}

}  // namespace
}  // namespace chancery::speak
