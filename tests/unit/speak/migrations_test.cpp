// The migrations of a ministry that has worked for a while: what they make of the rows that stand there.
#include "speak/migrations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "proof/migrations.hpp"
#include "speak/posts.hpp"
#include "staff/migrations.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "support/stores.hpp"

namespace chancery::speak {
namespace {

using activity::AccountId;
using activity::NoteId;

std::vector<store::Migration> all() {
  return test::migrations_of({staff::migrations(), proof::migrations(), migrations()});
}

std::vector<store::Migration> before(std::string_view name) {
  auto some = all();
  std::erase_if(some, [&](const store::Migration& migration) { return migration.name >= name; });
  return some;
}

// A store as it stood before posts knew that they were deleted, and what it is after.
class Migrated : public testing::Test {
 protected:
  Migrated() {
    write(
        "INSERT INTO staff_user (id, login, name, password_hash, totp_box, totp_step, created_at, role)"
        " VALUES (1, 'anna', 'Anna', '', '', 0, 0, 'officer');"
        "INSERT INTO account VALUES (7, 'Organization', 'press', 'Press', '', 'en', '', '', 0);"
        "INSERT INTO actor (id, uri, type, preferred_username, name, inbox, shared_inbox, url, public_key_id,"
        " public_key_pem, fetched_at) VALUES (9, 'https://far.example/kim', 'Person', 'kim', 'Kim', '', '', '', '',"
        " '', 0);");
  }
  void write(const std::string& sql) {
    const auto written = old->write_now([&](store::Transaction& tx) -> Status {
      store::connection(tx).execute(sql);
      return {};
    });
    ASSERT_TRUE(written.has_value()) << written.error().detail;
  }
  // A note of ours.
  void note(int id, bool deleted) {
    write(
        "INSERT INTO note (id, uri, account, attributed_to, in_reply_to, content, language, url, visibility,"
        " published, received, deleted) VALUES (" +
        std::to_string(id) + ", 'https://mfa.example/notes/" + std::to_string(id) +
        "', 7, '', '', 'said', 'en', '', 'public', 1000, 1000, " + (deleted ? "1" : "0") + ");");
  }
  // A sent post whose parts became these notes.
  void post(int id, const std::vector<int>& notes) {
    const auto number = std::to_string(id);
    write(
        "INSERT INTO post (id, account, status, version, created_by, created_at, changed_at, key, note, sent_version)"
        " VALUES (" +
        number + ", 7, 'sent', 2, 1, 500, 1000, 'key" + number + "', " + std::to_string(notes.front()) + ", 2);" +
        "INSERT INTO post_version (post, version, body, digest, written_at) VALUES (" + number + ", 2, '" +
        write_body({.account = AccountId{7}, .texts = {{"en", "said", {}}}}) + "', '', 500);");
    for (std::size_t part = 1; part < notes.size(); ++part) {
      write("INSERT INTO post_part (post, part, note) VALUES (" + number + ", " + std::to_string(part) + ", " +
            std::to_string(notes[part]) + ");");
    }
  }
  // As the audit log tells that somebody deleted a note.
  void deletion(int note, int at, const std::string& reason) {
    ++entries;
    write("INSERT INTO audit_entry (sequence, at, actor, action, subject, hash) VALUES (" + std::to_string(entries) +
          ", " + std::to_string(at) + ", 'user:anna', 'note.delete', 'note:" + std::to_string(note) + ' ' + reason +
          "', '" + std::to_string(entries) + "');");
  }
  void migrate() {
    auto options = old.options();
    old.close();
    options.migrations = all();
    auto opened = store::Store::open(options, old.clock, old.ids);
    ASSERT_TRUE(opened.has_value()) << opened.error().detail << ' ' << opened.error().hint;
    now = std::move(*opened);
  }
  [[nodiscard]] Post stored(int id) const {
    return now->read([&](store::Snapshot& snapshot) { return *post_by_id(snapshot, PostId{id}); });
  }
  [[nodiscard]] std::vector<PostStep> steps(int id) const {
    return now->read([&](store::Snapshot& snapshot) { return steps_of(snapshot, PostId{id}); });
  }
  [[nodiscard]] std::int64_t size(int note) const {
    return now->read([&](store::Snapshot& snapshot) { return store::thread_size(snapshot, NoteId{note}); });
  }

  test::TestStore old{before("20261126T0001")};
  std::unique_ptr<store::Store> now;
  int entries = 0;
};

TEST_F(Migrated, ADeletedPostIsKnownByTheAuditLog) {
  note(10, true);
  post(100, {10});
  deletion(10, 2'000, "Wrong name of a port");
  note(1, false);  // begins as the number of another
  post(101, {1});
  migrate();
  const auto gone = stored(100);
  EXPECT_EQ(gone.status, PostStatus::Deleted);
  EXPECT_EQ(gone.removed_at, from_micros(2'000));
  ASSERT_EQ(steps(100).size(), 1U);
  const auto step = steps(100)[0];
  EXPECT_EQ(step.actor, "user:anna");
  EXPECT_EQ(step.step, "delete");
  EXPECT_EQ(step.version, 2);
  EXPECT_EQ(step.reason, "Wrong name of a port");
  EXPECT_EQ(stored(101).status, PostStatus::Sent);
  EXPECT_TRUE(steps(101).empty());
}

TEST_F(Migrated, AThreadIsDeletedWithTheLastOfItsParts) {
  for (const int id : {10, 11, 12, 20, 21}) note(id, id != 12);
  post(100, {10, 11, 12});
  post(200, {20, 21});
  deletion(10, 2'000, "One");
  deletion(11, 3'000, "Two");
  deletion(21, 4'000, "Three");
  deletion(20, 5'000, "Four");
  migrate();
  EXPECT_EQ(stored(100).status, PostStatus::Sent) << "its last part stands";
  EXPECT_EQ(steps(100).size(), 2U);
  EXPECT_EQ(stored(200).status, PostStatus::Deleted);
  EXPECT_EQ(stored(200).removed_at, from_micros(5'000));
  ASSERT_EQ(steps(200).size(), 2U);
  EXPECT_EQ(steps(200)[0].reason, "Three") << "in the order in which it was done";
}

TEST_F(Migrated, TheFirstPartThatStandsLeadsItsThread) {
  for (const int id : {10, 11, 12, 20}) note(id, id == 10);
  post(100, {10, 11, 12});
  post(200, {20});
  deletion(10, 2'000, "One");
  migrate();
  EXPECT_EQ(size(11), 2);
  EXPECT_EQ(size(12), 1) << "a later part leads none";
  EXPECT_EQ(size(20), 1);
  const auto counts = now->read([&](store::Snapshot& snapshot) { return store::note_counts(snapshot, AccountId{7}); });
  EXPECT_EQ(counts.notes, 2) << "a thread is one";
}

TEST_F(Migrated, AReleaseIsOfTheVersionThatLeft) {
  for (const int id : {10, 20, 30}) {
    note(id, false);
    post(10 * id, {id});
    write("UPDATE post_version SET digest = 'of " + std::to_string(id) + "' WHERE post = " + std::to_string(10 * id) +
          "; INSERT INTO post_release (post, version, user, at, reason) VALUES (" + std::to_string(10 * id) +
          ", 2, 1, 900, 'Ferry on fire');");
  }
  write(
      "UPDATE post_version SET needed = 2 WHERE post = 200;"
      "INSERT INTO post_approval (post, version, user, digest, at) VALUES (200, 2, 1, 'of 20', 800);"
      "INSERT INTO account VALUES (8, 'Organization', 'desk', 'Desk', '', 'en', '', '', 0);"
      "INSERT INTO account_rule (account, approvals, grace) VALUES (8, 2, 0);"
      "UPDATE post SET account = 8 WHERE id = 300;");
  migrate();
  const auto release = [&](int id) { return stored(id).release; };
  ASSERT_TRUE(release(100) && release(200) && release(300));
  EXPECT_EQ(release(100)->digest, "of 10");
  EXPECT_EQ(release(100)->approvals_missing, 1) << "an account without a rule asks for one";
  EXPECT_EQ(release(200)->approvals_missing, 1) << "one of the two that its submission asked for was given";
  EXPECT_EQ(release(300)->approvals_missing, 2) << "never submitted: as its account's rule asks";
}

TEST_F(Migrated, WhatWaitsKeepsWhatTheChecksAskedForBeyondTheRule) {
  for (const int id : {10, 20, 30}) {
    note(id, false);
    post(10 * id, {id});
  }
  write(
      "INSERT INTO account VALUES (8, 'Organization', 'desk', 'Desk', '', 'en', '', '', 0);"
      "INSERT INTO account_rule (account, approvals, grace) VALUES (8, 2, 0);"
      "UPDATE post_version SET needed = 2; UPDATE post SET status = 'submitted' WHERE id IN (100, 200);"
      "UPDATE post SET account = 8 WHERE id = 200;");
  migrate();
  EXPECT_EQ(stored(100).more_approvals, 1) << "an account without a rule asks for one";
  EXPECT_EQ(stored(200).more_approvals, 0) << "its rule asks for two";
  EXPECT_EQ(stored(300).more_approvals, 0) << "it has left";
  EXPECT_EQ(stored(100).approvals_needed, 2);
}

TEST_F(Migrated, AStrangersReplySpeaksToTheAccountItAnswers) {
  note(10, false);
  write(
      "INSERT INTO note (id, uri, actor, attributed_to, in_reply_to, in_reply_to_note, content, language, url,"
      " visibility, published, received) VALUES (30, 'https://far.example/30', 9, '', '', 10, 'why', 'en', '',"
      " 'public', 1000, 1000), (31, 'https://far.example/31', 9, '', '', 30, 'and', 'en', '', 'public', 1000, 1000),"
      " (32, 'https://far.example/32', NULL, '', '', 10, '', 'en', '', 'public', 1000, 1000);"
      "INSERT INTO note (id, uri, account, attributed_to, in_reply_to, in_reply_to_note, content, language, url,"
      " visibility, published, received) VALUES (33, 'https://mfa.example/notes/33', 7, '', '', 10, 'more', 'en', '',"
      " 'public', 1000, 1000);");
  migrate();
  const auto told = [&](int note) {
    return now->read([&](store::Snapshot& snapshot) { return store::addressed_by(snapshot, NoteId{note}); });
  };
  EXPECT_EQ(told(30), (std::vector{store::Addressed{AccountId{7}, store::AddressedHow::Reply}}));
  EXPECT_TRUE(told(31).empty()) << "it answers another stranger";
  EXPECT_TRUE(told(32).empty()) << "nobody is known who said it";
  EXPECT_TRUE(told(33).empty()) << "we speak to ourselves";
}

}  // namespace
}  // namespace chancery::speak
