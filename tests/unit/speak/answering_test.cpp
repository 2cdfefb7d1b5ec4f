#include <gtest/gtest.h>

#include "store/actors.hpp"
#include "store/notes.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

class Answering : public Desk {
 protected:
  // What a stranger said, to whom, and whether her server sent it to us.
  activity::NoteId said(bool fetched, activity::NoteId to = {}) {
    const activity::NoteId id = store.ids.make<activity::NoteId>();
    run([&](store::Transaction& tx) -> Status {
      activity::Actor ada{.uri = "https://friends.example/users/ada", .inbox = "https://friends.example/inbox"};
      ada.preferred_username = "ada";
      const auto actor = store::save_actor(tx, ada);
      activity::Note note;
      note.id = id;
      note.uri = "https://friends.example/notes/" + id.text();
      note.actor = actor;
      note.attributed_to = ada.uri;
      note.content = "<p>Is the bridge open?</p>";
      note.in_reply_to_note = to;
      note.fetched = fetched;
      note.published = note.received = store.clock.now();
      return store::insert_note(tx, note);
    });
    return id;
  }
  Result<Post> answer(activity::NoteId asked, const PublicActors& known = {}) {
    auto body = says("It is.");
    body.in_reply_to = asked;
    auto post = draft(anna, body, asked.text()).value();
    return attempt([&](store::Transaction& tx) {
      return submit_post(tx, post.id, {anna, store.clock.now()}, post.version, {}, known);
    });
  }
};

TEST_F(Answering, WhoWroteToUsIsAnswered) {
  EXPECT_TRUE(answer(said(false)).has_value());
}

TEST_F(Answering, WhoSpokeToOthersIsNot) {
  const auto refused = answer(said(true));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Forbidden);
  EXPECT_TRUE(refused.error().hint.starts_with("in_reply_to:")) << refused.error().hint;
}

TEST_F(Answering, APublicActorIsAnsweredWhereverSheSpoke) {
  const PublicActors known = [](store::Transaction&, const activity::Actor& actor, Timestamp) {
    return actor.uri == "https://friends.example/users/ada";
  };
  EXPECT_TRUE(answer(said(true), known).has_value());
}

TEST_F(Answering, WhoAnsweredUsWithoutSendingItIsAnswered) {
  const auto post = agreed("The bridge is being mended.", "bridge");
  store.clock.advance(std::chrono::hours{1});
  ASSERT_EQ(send(), 1U);
  EXPECT_TRUE(answer(said(true, stored(post).note)).has_value());
}

}  // namespace
}  // namespace chancery::speak
