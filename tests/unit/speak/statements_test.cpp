// What the transparency log is told of our notes.
#include "proof/history.hpp"
#include "speak/deleting.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

class Statements : public Desk {
 protected:
  activity::NoteId say(const PostBody& body, std::string key = "key") {
    auto post = draft(anna, body, std::move(key)).value();
    post = submit(anna, post).value();
    post = approve(ben, post).value();
    store.clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(send(), 1U);
    return stored(post).note;
  }
  std::vector<std::string> kinds(activity::NoteId note) {
    std::vector<std::string> kinds;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& post : proof::find_link(snapshot, addresses, addresses.note(note)).posts) {
        for (const auto& entry : post.entries) kinds.emplace_back(proof::to_string(entry.kind));
      }
    });
    return kinds;
  }
};

TEST_F(Statements, EveryPublicNoteItsChangesAndItsRemovalAreLogged) {
  auto body = says("We open the consulate on Monday.");
  body.texts.push_back({"fr", "Nous ouvrons le consulat lundi.", {}});
  const auto note = say(body);
  EXPECT_EQ(kinds(note), std::vector<std::string>{"published"});

  auto post = store->read([&](store::Snapshot& snapshot) { return post_of_note(snapshot, note).value(); });
  body.texts.front().markdown = "We open the consulate on *Tuesday*.";
  post = change(anna, post, body).value();
  post = submit(anna, post).value();
  post = approve(ben, post).value();
  store.clock.advance(std::chrono::minutes{1});
  ASSERT_EQ(send(), 1U);
  EXPECT_EQ(kinds(note), (std::vector<std::string>{"published", "edited"}));

  ASSERT_TRUE(delete_note(*store, publisher, note, ben, "Wrong date"));
  EXPECT_EQ(kinds(note), (std::vector<std::string>{"published", "edited", "removed"}));
}

TEST_F(Statements, WhatWasSaidToFewStaysAmongThem) {
  auto body = says("For our followers.");
  body.visibility = activity::Visibility::Followers;
  EXPECT_TRUE(kinds(say(body)).empty());
  body.visibility = activity::Visibility::Unlisted;
  EXPECT_EQ(kinds(say(body, "another")), std::vector<std::string>{"published"});
}

}  // namespace
}  // namespace chancery::speak
