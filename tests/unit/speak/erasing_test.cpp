// Words that may not be kept: gone from the versions and the log, and the record says so.
#include "speak/erasing.hpp"

#include <gmock/gmock.h>

#include "proof/history.hpp"
#include "speak/deleting.hpp"
#include "staff/audit.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using testing::HasSubstr;
using testing::Not;

class Erasing : public Desk {
 protected:
  Erasing() {
    auto body = says("The witness Amal Haddad told us");
    body.poll = PostPoll{.options = {"Secret one", "Secret two"}};
    auto post = draft(anna, body).value();
    post = submit(anna, post, {.more_approvals = 0, .cautions = R"([{"words":["Amal Haddad"]}])"}).value();
    sent = approve(ben, post).value();
    store.clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(send(), 1U);
    note = notes().at(0).id;
  }
  Status erase(std::string_view reason = "A person's right") {
    return attempt(
        [&](store::Transaction& tx) { return erase_words(tx, publisher, note, reason, "cli:0", store.clock.now()); });
  }
  proof::Answer in_log() {
    return store->read(
        [&](store::Snapshot& snapshot) { return proof::find_link(snapshot, addresses, addresses.note(note)); });
  }

  Post sent;
  activity::NoteId note;
};

TEST_F(Erasing, LeavesNoWordInAnyVersionAndNoSaltInTheLog) {
  ASSERT_TRUE(delete_note(*store, publisher, note, ben, "Wrong date"));
  ASSERT_TRUE(erase());
  const auto after = stored(sent);
  EXPECT_THAT(write_body(after.body), Not(HasSubstr("Haddad")));
  EXPECT_THAT(write_body(after.body), Not(HasSubstr("Secret")));
  EXPECT_EQ(after.cautions, "");
  EXPECT_EQ(after.digest, "") << "a short text could be guessed from it";
  EXPECT_EQ(after.body.texts.front().language, "en");
  EXPECT_THAT(steps(sent), testing::Contains("user:ben approve")) << "who did what stays";
  const auto found = in_log();
  ASSERT_EQ(found.posts.size(), 1U);
  for (const auto& entry : found.posts.front().entries) EXPECT_TRUE(entry.openings.empty());
  EXPECT_EQ(found.posts.front().entries.back().kind, proof::Kind::Erased);
  store->read([&](store::Snapshot& snapshot) {
    const auto entry = staff::audit_entries(snapshot, 0, 1).front();
    EXPECT_EQ(entry.action + ' ' + entry.subject, "note.erase note:" + note.text() + " A person's right");
  });
  EXPECT_TRUE(erase()) << "twice is once";
}

TEST_F(Erasing, IsOfDeletedNotesOfOursWithAReason) {
  EXPECT_EQ(erase().error().code, Errc::Conflict) << "it stands";
  EXPECT_THAT(erase().error().hint, HasSubstr("delete it first"));
  EXPECT_EQ(stored(sent).body.texts.front().markdown, "The witness Amal Haddad told us");
  ASSERT_TRUE(delete_note(*store, publisher, note, ben, "Wrong date"));
  EXPECT_EQ(erase(" ").error().code, Errc::Invalid);
  note = activity::NoteId{12345};
  EXPECT_EQ(erase().error().code, Errc::NotFound);
}

TEST_F(Erasing, WhatNeverLeftIsWithdrawnByTheProgramAndEmptied) {
  auto post = draft(anna, says("Dear Amal Haddad"), "another").value();
  const auto give_up = [&] {
    return attempt([&](store::Transaction& tx) { return give_up_post(tx, post.id, store.clock.now()); });
  };
  ASSERT_TRUE(give_up());
  const auto after = stored(post);
  EXPECT_EQ(after.status, PostStatus::Withdrawn);
  EXPECT_THAT(write_body(after.body), Not(HasSubstr("Haddad")));
  EXPECT_THAT(steps(post), testing::Contains("system withdraw"));
  EXPECT_TRUE(give_up()) << "twice is once";
}

}  // namespace
}  // namespace chancery::speak
