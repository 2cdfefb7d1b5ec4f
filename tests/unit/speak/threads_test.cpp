#include <gtest/gtest.h>

#include <algorithm>

#include "desk.hpp"
#include "speak/deleting.hpp"
#include "speak/note_history.hpp"
#include "speak/posts.hpp"

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;

class Threads : public Desk {
 protected:
  Threads() { set({.approvals = 1, .grace = 0s}); }

  PostBody thread(const std::vector<std::string>& parts) const {
    auto body = says(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) body.following.push_back({{{"en", parts[i], {}}}, {}});
    return body;
  }
  Post sent(const PostBody& body) {
    auto post = submit(anna, draft(anna, body).value()).value();
    post = approve(ben, post).value();
    EXPECT_EQ(send(), 1U);
    return stored(post);
  }
  // Changed by Anna, agreed on by Ben, and sent.
  Post changed(const Post& post, const PostBody& body) {
    auto next = submit(anna, change(anna, post, body).value()).value();
    next = approve(ben, next).value();
    EXPECT_EQ(send(), 1U);
    return stored(next);
  }
  // Oldest first, deleted ones too.
  std::vector<activity::Note> parts(const Post& post) {
    std::vector<activity::Note> found;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto id : thread_of(snapshot, post.note)) found.push_back(store::note_by_id(snapshot, id).value());
    });
    return found;
  }
};

TEST_F(Threads, PartsLeaveInOneTransactionEachAnsweringTheOneBefore) {
  const auto post = sent(thread({"One", "Two", "Three"}));
  const auto said = parts(post);
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].in_reply_to, "");
  EXPECT_EQ(said[1].in_reply_to, said[0].uri);
  EXPECT_EQ(said[2].in_reply_to, said[1].uri);
  EXPECT_EQ(said[2].in_reply_to_note, said[1].id);
  EXPECT_LT(said[0].id, said[1].id);
  EXPECT_LT(said[0].published, said[1].published) << "others put them in order by their times";
  EXPECT_NE(said[2].content.find("Three"), std::string::npos);
  EXPECT_EQ(events(), std::vector<std::string>(3, "NotePublished"));
  EXPECT_EQ(post.note, said[0].id);
  EXPECT_EQ(post.following, (std::vector{said[1].id, said[2].id}));
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(post_of_note(snapshot, said[2].id).value().id, post.id);
    EXPECT_EQ(thread_of(snapshot, said[1].id).size(), 3U) << "from any part";
  });
  EXPECT_EQ(std::ranges::count(steps(post), "sender send"), 1) << "it is sent once, as one";
}

TEST_F(Threads, AnswersAndPollsBelongToTheFirstPart) {
  auto body = thread({"Which?", "Two"});
  body.poll = PostPoll{.options = {"This", "That"}, .multiple = false, .open_for = 1h};
  const auto said = parts(sent(body));
  EXPECT_TRUE(said[0].parts.question.has_value());
  EXPECT_FALSE(said[1].parts.question.has_value());
}

TEST_F(Threads, APartSpeaksToThoseItNamesAndADirectThreadToAll) {
  auto body = thread({"Hello @paris@mfa.fr.example", "And @rome@mfa.it.example."});
  body.mentions = {{"https://mfa.fr.example/a", "@paris@mfa.fr.example"},
                   {"https://mfa.it.example/a", "@rome@mfa.it.example"}};
  const auto actors = [](const PostBody& part) {
    std::vector<std::string> found;
    for (const auto& mention : part.mentions) found.push_back(mention.actor);
    return found;
  };
  EXPECT_EQ(actors(part_of(body, 0)), std::vector<std::string>{"https://mfa.fr.example/a"});
  EXPECT_EQ(actors(part_of(body, 1)), std::vector<std::string>{"https://mfa.it.example/a"});
  body.visibility = activity::Visibility::Direct;
  EXPECT_EQ(actors(part_of(body, 1)).size(), 2U);
}

TEST_F(Threads, ApprovalIsOfEveryPart) {
  const auto body = thread({"One", "Two"});
  auto other = body;
  other.following[0].texts[0].markdown = "Three";
  EXPECT_NE(digest_of(body), digest_of(other));
  EXPECT_NE(digest_of(body), digest_of(thread({"One"})));
  EXPECT_EQ(read_body(write_body(body)).value(), body);
  auto post = approve(ben, submit(anna, draft(anna, body).value()).value()).value();
  post = change(anna, post, other).value();
  EXPECT_EQ(post.status, PostStatus::Draft);
  EXPECT_TRUE(post.approvals.empty());
}

TEST_F(Threads, ADigestWithoutAThreadIsThatOfThePostAlone) {
  EXPECT_EQ(write_body(says("One")).find("following"), std::string::npos);
}

TEST_F(Threads, WhenOnePartCannotLeaveNoneDoes) {
  const auto post = sent(thread({"One", "Two"}));
  run([&](store::Transaction& tx) { return log.erase(tx, parts(post)[1].uri, store.clock.now()); });
  const auto after = changed(post, thread({"One, changed", "Two, changed"}));
  EXPECT_EQ(after.status, PostStatus::Draft) << "back to its writers";
  EXPECT_EQ(std::ranges::count(events(), "NoteEdited"), 0);
  EXPECT_EQ(parts(post)[0].content.find("changed"), std::string::npos) << "not its first part alone";
}

TEST_F(Threads, AChangeTellsOnlyThePartsThatDiffer) {
  auto body = thread({"One", "Two", "Three"});
  const auto post = sent(body);
  body.following[0].texts[0].markdown = "Two, corrected";
  const auto after = changed(post, body);
  EXPECT_EQ(events(), (std::vector<std::string>{"NotePublished", "NotePublished", "NotePublished", "NoteEdited"}));
  const auto said = parts(after);
  EXPECT_NE(said[1].content.find("corrected"), std::string::npos);
  EXPECT_EQ(said[1].in_reply_to, said[0].uri);
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(note_history(snapshot, said[1].id).size(), 2U);
    EXPECT_EQ(note_history(snapshot, said[0].id).size(), 1U);
  });
}

TEST_F(Threads, AThreadGoesOnAfterItWasSentAndLosesNoPartByAChange) {
  const auto post = sent(thread({"One", "Two"}));
  const auto fewer = change(anna, post, thread({"One"}));
  ASSERT_FALSE(fewer.has_value());
  EXPECT_TRUE(fewer.error().hint.starts_with("following:"));
  const auto said = parts(changed(post, thread({"One", "Two", "Three"})));
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[2].in_reply_to, said[1].uri);
  EXPECT_EQ(events(), std::vector<std::string>(3, "NotePublished"));
}

TEST_F(Threads, APartIsDeletedAloneAndWhatFollowsAnswersWhatIsLeft) {
  const auto post = sent(thread({"One", "Two"}));
  ASSERT_TRUE(delete_note(*store, publisher, post.following.front(), anna, "Wrong date").has_value());
  const auto said = parts(changed(post, thread({"One", "Two, changed", "Three"})));
  EXPECT_TRUE(said[1].deleted);
  EXPECT_EQ(said[2].in_reply_to, said[0].uri);
  EXPECT_EQ(stored(post).status, PostStatus::Sent) << "the rest of it stands";
  EXPECT_EQ(std::ranges::count(steps(post), "user:anna delete"), 1);
}

TEST_F(Threads, AThreadIsDeletedAsOneTheLastPartFirst) {
  const auto post = sent(thread({"One", "Two", "Three"}));
  ASSERT_TRUE(delete_post(*store, publisher, post.id, anna, "Wrong date").has_value());
  EXPECT_TRUE(std::ranges::all_of(parts(post), &activity::Note::deleted));
  EXPECT_EQ(stored(post).status, PostStatus::Deleted);
  EXPECT_TRUE(delete_post(*store, publisher, post.id, anna, "Wrong date").has_value()) << "twice is once";
  EXPECT_EQ(std::ranges::count(events(), "NoteDeleted"), 3);
  const auto other = draft(anna, says("Never sent"), "other").value();
  EXPECT_EQ(delete_post(*store, publisher, other.id, anna, "Wrong date").error().code, Errc::Conflict);
}

TEST_F(Threads, EveryPartIsWrittenInTheLanguagesOfTheFirst) {
  auto body = thread({"One", "Two"});
  body.texts.push_back({"fr", "Un", {}});
  const auto post = draft(anna, body).value();
  const auto refused = submit(anna, post);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().hint.starts_with("following.0.texts:")) << refused.error().hint;
  body.following[0].texts.push_back({"fr", "Deux", {}});
  EXPECT_TRUE(submit(anna, change(anna, post, body).value()).has_value());
}

TEST_F(Threads, LimitsHoldForEachPartAndForAll) {
  auto body = thread({"One", "Two"});
  body.following[0].texts.clear();
  EXPECT_TRUE(check_body(body).error().hint.starts_with("following.0.texts:"));
  EXPECT_FALSE(check_body(thread(std::vector<std::string>(kMaxParts + 1, "x"))).has_value());
  EXPECT_TRUE(check_body(thread(std::vector<std::string>(kMaxParts, "x"))).has_value());
  const std::string longest(kMaxCharacters * 4 - 4, 'x');
  EXPECT_TRUE(check_body(thread({std::string(kMaxCharacters, 'x'), "Two"})).has_value());
  EXPECT_FALSE(check_body(thread({"One", longest})).has_value());
}

}  // namespace
}  // namespace chancery::speak
