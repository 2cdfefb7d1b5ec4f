#include "speak/deleting.hpp"

#include "proof/history.hpp"
#include "speak/note_history.hpp"
#include "staff/audit.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using Deleting = Desk;

TEST_F(Deleting, EmptiesTheNoteForGoodTellsOnceAndTwiceIsFine) {
  agreed("Too early");
  store.clock.advance(std::chrono::minutes{1});
  ASSERT_EQ(send(), 1U);
  const auto note = notes().at(0).id;
  EXPECT_TRUE(delete_note(*store, publisher, note, ben, "Wrong date"));
  EXPECT_TRUE(delete_note(*store, publisher, note, ben, "Wrong date"));
  EXPECT_EQ(events(), (std::vector<std::string>{"NotePublished", "NoteDeleted"}));
  store->read([&](store::Snapshot& snapshot) {
    const auto buried = store::note_by_id(snapshot, note);
    EXPECT_TRUE(buried->deleted);
    EXPECT_EQ(buried->content, "");
    EXPECT_TRUE(note_history(snapshot, note).empty());
  });
}

TEST_F(Deleting, AsksWhyAndKeepsTheAnswer) {
  agreed("Too early");
  store.clock.advance(std::chrono::minutes{1});
  ASSERT_EQ(send(), 1U);
  const auto note = notes().at(0).id;
  EXPECT_EQ(delete_note(*store, publisher, note, ben, " ").error().code, Errc::Invalid);
  EXPECT_EQ(notes().size(), 1U);
  ASSERT_TRUE(delete_note(*store, publisher, note, ben, "The date was wrong"));
  store->read([&](store::Snapshot& snapshot) {
    const auto entry = staff::audit_entries(snapshot, 0, 1).front();
    EXPECT_EQ(entry.action, "note.delete");
    EXPECT_EQ(entry.subject, "note:" + note.text() + " The date was wrong");
  });
}

TEST_F(Deleting, EndsThePostAndItsRecordTellsWhoTookItBackAndWhy) {
  auto post = agreed("Too early");
  store.clock.advance(std::chrono::minutes{1});
  ASSERT_EQ(send(), 1U);
  const auto waiting = change(anna, stored(post), says("Too early, and wrong")).value();
  ASSERT_TRUE(delete_note(*store, publisher, waiting.note, ben, "The date was wrong"));
  post = stored(post);
  EXPECT_EQ(post.status, PostStatus::Deleted);
  EXPECT_EQ(post.removed_at, store.clock.now());
  EXPECT_EQ(post.body.texts[0].markdown, "Too early") << "the change that waited is given up";
  store->read([&](store::Snapshot& snapshot) {
    const auto last = steps_of(snapshot, post.id).back();
    EXPECT_EQ(last.step, "delete");
    EXPECT_EQ(last.actor, "user:ben");
    EXPECT_EQ(last.reason, "The date was wrong");
    EXPECT_EQ(posts(snapshot, {.account = press, .statuses = {PostStatus::Sent}, .before = {}}).size(), 0U);
    EXPECT_EQ(posts(snapshot, {.account = press, .statuses = {PostStatus::Deleted}, .before = {}}).size(), 1U);
  });
  EXPECT_EQ(change(anna, post, says("Again")).error().code, Errc::Conflict);
  EXPECT_EQ(release(anna, post, "Now").error().code, Errc::Conflict);
  EXPECT_EQ(schedule(anna, post, std::nullopt).error().code, Errc::Conflict);
}

TEST_F(Deleting, IsForWhoMayPublishForTheAccount) {
  agreed("Too early");
  store.clock.advance(std::chrono::minutes{1});
  ASSERT_EQ(send(), 1U);
  const auto note = notes().at(0).id;
  EXPECT_EQ(delete_note(*store, publisher, note, carla, "Wrong date").error().code, Errc::Forbidden);
  EXPECT_EQ(delete_note(*store, publisher, activity::NoteId{12345}, ben, "Wrong date").error().code, Errc::NotFound);
  EXPECT_EQ(notes().size(), 1U);
}

}  // namespace
}  // namespace chancery::speak
