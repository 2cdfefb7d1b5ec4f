#include "answer/replies.hpp"

#include "answer/near.hpp"
#include "answer/notices.hpp"
#include "answer/search.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class Replies : public Inbox {
 protected:
  void SetUp() override {
    question = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
    id = conversation_of(question);
    token = claim(ole, id).value().conversation.token;
  }
  Result<Reply> bind(const staff::User& by, std::int64_t with, std::int64_t post = 77) {
    const auto works = workplaces.now();
    return attempt([&](store::Transaction& tx) -> Result<Reply> {
      if (auto fence = check_fence(tx, id, by, with); !fence) return fail(fence.error());
      return bind_reply(tx, works->workplace(),
                        {.post = post, .conversation = id, .token = with, .parent = question.id},
                        {&by, store.clock.now()});
    });
  }
  Status submit(std::int64_t post = 77) {
    const auto works = workplaces.now();
    return attempt([&](store::Transaction& tx) -> Status {
      auto done = note_step(tx, works->workplace(), post, ReplyStep::Submitted, {&ole, store.clock.now()});
      return done ? Status{} : fail(done.error());
    });
  }
  Status leave(std::int64_t post = 77) {
    const auto works = workplaces.now();
    return attempt([&](store::Transaction& tx) -> Status {
      const auto now = store.clock.now();
      Leaving leaving{.post = post, .version = 1, .digest = "d", .account = press, .parent = question.id, .note = {}};
      // What the sender does with a refusal: the post goes back, and what was written about it stays.
      if (auto may = may_leave(tx, works->workplace(), leaving, now); !may) {
        refusal = may.error().hint;
        return {};
      }
      activity::Note note = ours;
      note.id = store.ids.make<activity::NoteId>();
      note.uri = addresses.note(note.id);
      note.account = press;
      note.attributed_to = addresses.actor(press);
      note.content = "<p>At nine.</p>";
      note.in_reply_to = question.uri;
      note.language = "en";
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      has_left(tx, works->workplace(), leaving, note, now);
      ours = note;
      return {};
    });
  }

  activity::Note question;
  activity::Note ours;
  ConversationId id;
  std::int64_t token = 0;
  std::string refusal;
};

TEST_F(Replies, AnAnswerThatLeftClosesItsConversation) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  store.clock.advance(10min);
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "");
  const auto c = at(id);
  EXPECT_EQ(c.place, desk::Place::Closed);
  EXPECT_EQ(c.outcome, desk::Outcome::Answered);
  EXPECT_EQ(c.drafting, 0);
  EXPECT_EQ(kinds(id),
            (std::vector<std::string>{"received", "routed", "claimed", "drafted", "submitted", "answered", "closed"}));
  const auto events = store->read([&](store::Snapshot& snapshot) { return events_of(snapshot, id); });
  const auto works = workplaces.now();
  const auto clocks = desk::clocks(events, *works->calendars, works->targets, store.clock.now());
  EXPECT_EQ(clocks.first_answer.state, desk::ClockState::Met);
  expect_sound();
}

TEST_F(Replies, AStaleTokenNeverSendsWhateverHappenedBetweenApprovalAndDeparture) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  ASSERT_TRUE(claim(lea, id, true));
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "the conversation changed hands after the reply was written");
  EXPECT_EQ(at(id).place, desk::Place::Person);
  EXPECT_EQ(kinds(id).back(), "returned");
  const auto told = store->read([&](store::Snapshot& snapshot) { return notices_of(snapshot, lea.id); });
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().kind, NoticeKind::Returned);
  expect_sound();
}

TEST_F(Replies, WhoLostTheClaimSavesNoDraft) {
  ASSERT_TRUE(bind(ole, token));
  store.clock.advance(11min);
  claims->lapse();
  const auto stale = bind(ole, token);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, Errc::Conflict);
  const auto next = claim(amina, id).value().conversation.token;
  ASSERT_TRUE(bind(amina, next)) << "the draft goes on in her hands";
  EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return open_reply(snapshot, id)->token; }), next);
  expect_sound();
}

TEST_F(Replies, OneReplyIsUnderWayAtATime) {
  ASSERT_TRUE(bind(ole, token));
  const auto second = bind(ole, token, 78);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::Conflict);
}

TEST_F(Replies, WhileAReplyWaitsTheClaimNeitherLapsesNorIsReleased) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  store.clock.advance(3h);
  EXPECT_EQ(claims->lapse(), 0U);
  EXPECT_EQ(at(id).holder, ole.id);
  const auto released =
      attempt([&](store::Transaction& tx) { return claims->release(tx, id, ole, store.clock.now(), token); });
  ASSERT_FALSE(released);
  EXPECT_EQ(released.error().hint, "Your reply is on its way: take it back first.");
  const auto taken = claim(amina, id);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().hint, "A reply of Ole waits to be approved or to leave.");
}

TEST_F(Replies, NothingLeavesToWhomTookItsQuestionBack) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, question.id);
    return {};
  });
  tell(activity::events::kNoteWithdrawn, {{"note", question.id.value}, {"actor", ana.id.value}});
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "she took back what this answers");
  expect_sound();
}

TEST_F(Replies, WhatAnswersAConversationFromOutsideDoesNotLeave) {
  ASSERT_TRUE(leave(99));
  EXPECT_NE(refusal.find("claim that conversation"), std::string::npos) << refusal;
}

TEST_F(Replies, WhoAsksTheSameIsShownHowItWasAnswered) {
  question = asks(ana, said(press, "<p>Visas</p>"), "How long does a visa for journalists from Kenya take?");
  id = conversation_of(question);
  token = claim(ole, id).value().conversation.token;
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  ASSERT_TRUE(leave());
  const auto next = asks(ben, said(press, "<p>Visas</p>"), "How long does the visa for journalists take from Kenya?");
  const auto near = store->read([&](store::Snapshot& snapshot) {
    return near_answers(snapshot, conversation(snapshot, conversation_of_note(snapshot, next.id)).value(),
                        store.clock.now());
  });
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near.front().conversation, id);
  EXPECT_EQ(near.front().answer, ours.id);
  EXPECT_GT(near.front().score, 0.35);
}

TEST_F(Replies, WhatWasNarrowedSinceIsShownToNobodyAsAnExample) {
  question = asks(ana, said(press, "<p>Visas</p>"), "How long does a visa for journalists from Kenya take?");
  id = conversation_of(question);
  token = claim(ole, id).value().conversation.token;
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  ASSERT_TRUE(leave());
  run([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, question.id,
                        {question.content, "en", activity::Visibility::Followers, store.clock.now(), {}});
    return {};
  });
  tell(activity::events::kNoteChanged, {{"note", question.id.value}, {"actor", ana.id.value}});
  const auto next = asks(ben, said(press, "<p>Visas</p>"), "How long does the visa for journalists take from Kenya?");
  EXPECT_TRUE(store
                  ->read([&](store::Snapshot& snapshot) {
                    return near_answers(snapshot,
                                        conversation(snapshot, conversation_of_note(snapshot, next.id)).value(),
                                        store.clock.now());
                  })
                  .empty());
}

TEST_F(Replies, AnAnswerThatIsTakenBackOpensItAgainAndTheClockRunsOn) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  ASSERT_TRUE(leave());
  store.clock.advance(1h);
  tell(activity::events::kNoteDeleted, {{"note", ours.id.value}, {"account", press.value}});
  EXPECT_EQ(at(id).place, desk::Place::Queue);
  EXPECT_NE(at(id).due_at, desk::kNever);
  EXPECT_EQ(kinds(id).back(), "reopened");
  expect_sound();
}

}  // namespace
}  // namespace chancery::answer
