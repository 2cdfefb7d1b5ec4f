// One text to many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "speak/deleting.hpp"
#include "speak/departure_rules.hpp"
#include "speak/erasing.hpp"
#include "store/actors.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Refuses the answer to one note.
class OneGone : public DepartureRules {
 public:
  Status may_leave(store::Transaction&, const Departure& departure) override {
    if (gone && departure.parent == gone) return fail(Errc::Conflict, "gone", "She has her answer.");
    return {};
  }
  void has_left(store::Transaction&, const Departure& departure, const activity::Note& note, Timestamp) override {
    left.push_back(departure.parent);
    answers.push_back(note.in_reply_to);
  }
  void went_back(store::Transaction&, PostId post, std::string_view, Timestamp) override { back.push_back(post); }
  activity::NoteId gone;
  std::vector<activity::NoteId> left;
  std::vector<std::string> answers;
  std::vector<PostId> back;
};

class Many : public Desk {
 protected:
  Many() { set({.approvals = 1, .grace = std::chrono::seconds{0}}); }

  // What a stranger wrote to us.
  activity::NoteId asked(int number, activity::Visibility visibility = activity::Visibility::Public) {
    activity::Note note;
    note.id = store.ids.make<activity::NoteId>();
    note.uri = "https://far.example/notes/" + std::to_string(number);
    note.attributed_to = "https://far.example/users/" + std::to_string(number);
    note.content = "<p>When does the bridge open?</p>";
    note.visibility = visibility;
    run([&](store::Transaction& tx) -> Status {
      activity::Actor actor;
      actor.uri = note.attributed_to;
      actor.preferred_username = "u" + std::to_string(number);
      actor.inbox = actor.uri + "/inbox";
      note.actor = store::save_actor(tx, actor);
      return store::insert_note(tx, note);
    });
    return note.id;
  }
  PostBody to_many(std::vector<activity::NoteId> parents, const std::string& text = "On Monday.") const {
    auto body = says(text);
    body.visibility = activity::Visibility::Unlisted;
    body.answers = std::move(parents);
    return body;
  }
  Post agreed_to_many(const PostBody& body) {
    return approve(ben, submit(anna, draft(anna, body).value()).value()).value();
  }
  std::size_t send() { return send_due(*store, {.addresses = addresses, .log = log, .rules = &rules}).value(); }
  std::vector<activity::NoteId> ask_many(int people) {
    std::vector<activity::NoteId> parents;
    for (int i = 0; i < people; ++i) parents.push_back(asked(i));
    return parents;
  }

  OneGone rules;
};

TEST_F(Many, OneTextAgreedOnceBecomesANoteForEachAndLeavesInSlices) {
  const auto parents = ask_many(45);
  const auto post = agreed_to_many(to_many(parents));
  EXPECT_EQ(send(), 3U) << "twenty, twenty and five";
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
  EXPECT_EQ(rules.left, parents);
  const auto left = notes();
  ASSERT_EQ(left.size(), 45U);
  for (const auto& note : left) {
    EXPECT_TRUE(note.parts.quiet);
    EXPECT_EQ(note.visibility, activity::Visibility::Unlisted);
    EXPECT_THAT(note.content, HasSubstr("On Monday."));
    store->read([&](store::Snapshot& snapshot) { EXPECT_EQ(post_of_note(snapshot, note.id).value().id, post.id); });
  }
  EXPECT_EQ(send(), 0U);
  EXPECT_EQ(notes().size(), 45U) << "nobody gets it twice";
}

TEST_F(Many, WhatElseIsDueLeavesBetweenTheSlices) {
  const auto post = agreed_to_many(to_many(ask_many(30)));
  ASSERT_TRUE(send_due(*store, {.addresses = addresses, .log = log}, 1).has_value());
  EXPECT_EQ(notes().size(), 20U);
  EXPECT_EQ(stored(post).status, PostStatus::Approved);
  store.reopen();
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(notes().size(), 30U) << "through a restart";
}

TEST_F(Many, WhoCannotBeAnsweredAnyMoreIsLeftOut) {
  auto parents = ask_many(3);
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, parents[0]);
    return {};
  });
  rules.gone = parents[1];
  const auto post = agreed_to_many(to_many(parents));
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
  EXPECT_THAT(rules.left, ElementsAre(parents[2]));
}

TEST_F(Many, WithNobodyLeftToAnswerItGoesBack) {
  const auto parents = ask_many(1);
  rules.gone = parents[0];
  const auto post = agreed_to_many(to_many(parents));
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Draft);
  EXPECT_THAT(rules.back, ElementsAre(post.id)) << "for a reason of ours, not theirs";
  EXPECT_EQ(send(), 0U);
}

TEST_F(Many, WhoAskedInPrivateIsAnsweredInPrivate) {
  const auto parent = asked(1, activity::Visibility::Direct);
  static_cast<void>(agreed_to_many(to_many({parent})));
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(notes().at(0).visibility, activity::Visibility::Direct);
  EXPECT_FALSE(notes().at(0).parts.quiet);
}

TEST_F(Many, ItsWordsStayFromTheFirstOnAndAllAreTakenBackTogether) {
  const auto post = agreed_to_many(to_many(ask_many(60)));
  ASSERT_TRUE(send_due(*store, {.addresses = addresses, .log = log}, 1).has_value());
  EXPECT_EQ(change(anna, stored(post), to_many(ask_many(0), "On Tuesday.")).error().code, Errc::Conflict);
  EXPECT_EQ(send(), 2U);
  ASSERT_TRUE(delete_post(*store, publisher, post.id, anna, "wrong day").has_value());
  EXPECT_THAT(notes(), IsEmpty());
  run([&](store::Transaction& tx) { return erase_post_texts(tx, post.id); });
  EXPECT_EQ(stored(post).body.texts.at(0).markdown, "");
  EXPECT_EQ(stored(post).body.answers.size(), 60U);
}

TEST_F(Many, WhatAnswersManyIsOneUnlistedText) {
  const auto parents = ask_many(2);
  const auto refused = [&](auto&& break_it) {
    auto body = to_many(parents);
    break_it(body);
    const auto drafted = draft(anna, body, "k");
    return drafted ? std::string("taken") : drafted.error().hint;
  };
  EXPECT_THAT(refused([](PostBody& b) { b.visibility = activity::Visibility::Public; }), HasSubstr("visibility:"));
  EXPECT_THAT(refused([&](PostBody& b) { b.in_reply_to = parents[0]; }), HasSubstr("in_reply_to:"));
  EXPECT_THAT(refused([](PostBody& b) { b.quote = "https://far.example/1"; }), HasSubstr("answers:"));
  EXPECT_THAT(refused([&](PostBody& b) { b.answers.push_back(parents[0]); }), HasSubstr("each note once"));
  EXPECT_THAT(refused([](PostBody& b) { b.answers.resize(2'001); }), HasSubstr("2000"));
  const auto one = to_many(parents);
  EXPECT_NE(digest_of(one), digest_of(to_many({parents[0]}))) << "whom it answers is approved too";
  EXPECT_EQ(read_body(write_body(one)).value(), one);
  const auto post = draft(anna, one, "k2").value();
  EXPECT_THAT(change(anna, post, says("For one")).error().hint, HasSubstr("answers:"));
}

TEST_F(Many, AnApprovedLineLeavesWithWhoApprovedTheLine) {
  set({.approvals = 1, .grace = std::chrono::seconds{30}});
  const auto issue = [&](const staff::User& by, const std::string& key) {
    return attempt([&](store::Transaction& tx) {
      return issue_line(tx, store.ids.make<PostId>(), {by, store.clock.now()},
                        {.body = says("We look into it."),
                         .approved_by = ben.id,
                         .approved_at = store.clock.now(),
                         .name = "line 12, version 3"},
                        key);
    });
  };
  const auto post = issue(anna, "1").value();
  EXPECT_EQ(post.status, PostStatus::Approved);
  ASSERT_EQ(post.approvals.size(), 1U);
  EXPECT_EQ(post.approvals[0].user, ben.id);
  EXPECT_EQ(issue(anna, "1").value().id, post.id) << "the same key issues once";
  EXPECT_EQ(issue(ben, "2").error().code, Errc::Forbidden) << "nobody sends what she approved herself";
  store.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(send(), 1U);
  EXPECT_THAT(steps(post), ElementsAre("user:anna draft", "user:anna issue", "sender send"));

  set({.approvals = 2, .grace = std::chrono::seconds{30}});
  const auto second = issue(anna, "3").value();
  EXPECT_EQ(second.status, PostStatus::Submitted) << "the account asks for one more";
  EXPECT_EQ(approve(carla, second).value().status, PostStatus::Approved);
}

}  // namespace
}  // namespace chancery::speak
