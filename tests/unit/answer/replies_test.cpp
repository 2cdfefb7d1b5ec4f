#include "answer/replies.hpp"

#include "answer/crises.hpp"
#include "answer/lines.hpp"
#include "answer/near.hpp"
#include "answer/notices.hpp"
#include "answer/search.hpp"
#include "store/sql.hpp"
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
      // What the sender does with a refusal.
      if (auto may = may_leave(tx, works->workplace(), leaving, now); !may) {
        refusal = may.error().hint;
        went_back(tx, works->workplace(), post, refusal, now);
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

  Status bind_neutral(ReplyKind kind, std::int64_t post) {
    const auto works = workplaces.now();
    return attempt([&](store::Transaction& tx) -> Status {
      auto bound =
          bind_reply(tx, works->workplace(),
                     {.post = post, .conversation = id, .token = token, .parent = question.id, .kind = kind, .line = 0},
                     {&ole, store.clock.now()});
      return bound ? Status{} : fail(bound.error());
    });
  }
  void rewrites(const activity::Note& note, const std::string& words) {
    run([&](store::Transaction& tx) -> Status {
      store::rewrite_note(tx, note.id, {words, "en", activity::Visibility::Public, store.clock.now(), {}});
      return {};
    });
    tell(activity::events::kNoteChanged, {{"note", note.id.value}, {"actor", ana.id.value}});
  }
  void takes_back(const activity::Note& note) {
    run([&](store::Transaction& tx) -> Status {
      store::bury_note(tx, note.id);
      return {};
    });
    tell(activity::events::kNoteWithdrawn, {{"note", note.id.value}, {"actor", ana.id.value}});
  }
  std::vector<NoticeKind> told(const staff::User& user) {
    std::vector<NoticeKind> kinds;
    for (const auto& one : store->read([&](store::Snapshot& s) { return notices_of(s, user.id); })) {
      kinds.push_back(one.kind);
    }
    return kinds;
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

TEST_F(Replies, WhatSheSaysWhileItWaitsIsNotClosedAsAnsweredWithIt) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  store.clock.advance(1min);
  writes(ana, press, {.content = "I have been arrested", .answers = question.uri});
  drain();
  EXPECT_EQ(told(ole), std::vector{NoticeKind::SaidMore}) << "at once, while he can still take it back";
  store.clock.advance(1min);
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "");
  EXPECT_EQ(at(id).place, desk::Place::Person);
  EXPECT_EQ(kinds(id).back(), "answered");
  EXPECT_EQ(told(ole).size(), 2U);
  const auto closed = step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Answered, {}, {}}); });
  EXPECT_TRUE(closed) << "he read it, and it left after it";
  expect_sound();
}

TEST_F(Replies, WhatIsMadeOfACrisisLineDoesNotOutliveItsCrisis) {
  using staff::DeskAction;
  give(ole, front, std::array{DeskAction::Read, DeskAction::Work, DeskAction::Lines});
  give(lea, front, std::array{DeskAction::Read, DeskAction::ApproveLines});
  const auto line = store.ids.make<LineId>();
  const CrisisId crisis{4711};
  run([&](store::Transaction& tx) -> Status {
    const auto now = store.clock.now();
    const Acting writes{&ole, now};
    const Line made{.id = line,
                    .name = "Floods",
                    .scope = {capital, front},
                    .topics = {},
                    .purpose = LinePurpose::Answer,
                    .owner = {},
                    .retired_at = {},
                    .crisis = true};
    if (auto done = make_line(tx, made, writes); !done) return fail(done.error());
    auto text = write_text(tx, line, {"en", "Stay where you are.", now + std::chrono::days{30}, 0}, writes);
    if (text) text = submit_text(tx, {line, "en", 1}, writes);
    if (text) text = approve_text(tx, {line, "en", 1}, text->digest, {&lea, now});
    if (!text) return fail(text.error());
    const auto opened = open_crisis(tx, crisis, "Floods on the coast", {}, lea, now);
    return opened ? Status{} : fail(opened.error());
  });
  const auto works = workplaces.now();
  run([&](store::Transaction& tx) {
    return bind_reply(tx, works->workplace(),
                      {.post = 77,
                       .conversation = id,
                       .token = token,
                       .parent = question.id,
                       .line = line.value,
                       .line_language = "en",
                       .line_version = 1},
                      {&ole, store.clock.now()});
  });
  ASSERT_TRUE(submit());
  const auto holds = [&] {
    return attempt([&](store::Transaction& tx) { return check_line_of(tx, 77, store.clock.now()); });
  };
  EXPECT_TRUE(holds());
  const auto stopped = [&](CrisisId closes) {
    return store->read([&](store::Snapshot& snapshot) {
      return stopped_by_closing(snapshot, crisis_by_id(snapshot, closes).value(), store.clock.now());
    });
  };
  EXPECT_EQ(stopped(crisis), 1U) << "whoever closes it is told before";
  const CrisisId other{4712};
  run([&](store::Transaction& tx) { return open_crisis(tx, other, "A storm inland", {}, lea, store.clock.now()); });
  EXPECT_EQ(stopped(crisis), 0U) << "the line holds while another lasts";
  run([&](store::Transaction& tx) { return close_crisis(tx, other, "It passed.", lea, store.clock.now()); });
  EXPECT_EQ(stopped(other), 0U);
  EXPECT_EQ(stopped(crisis), 1U);
  store->read([&](store::Snapshot& snapshot) {
    auto plan = store::connection(snapshot).query(
        "EXPLAIN QUERY PLAN SELECT 1 FROM reply WHERE line = 1 AND state = 'open' AND line IS NOT NULL");
    ASSERT_TRUE(plan.step());
    EXPECT_NE(plan.text(3).find("reply_line"), std::string_view::npos) << plan.text(3);
  });
  store.clock.advance(std::chrono::days{31});
  EXPECT_EQ(stopped(crisis), 0U) << "its day passed: it would not leave either way";
  store.clock.advance(-std::chrono::days{31});
  const auto set = [&](std::string_view sql) {
    run([&](store::Transaction& tx) -> Status {
      store::connection(tx).query(sql).run();
      return {};
    });
  };
  set("UPDATE line_version SET status = 'replaced'");
  EXPECT_EQ(stopped(crisis), 0U) << "another text took its place";
  set("UPDATE line_version SET status = 'approved'");
  set("UPDATE line SET retired_at = 1");
  EXPECT_EQ(stopped(crisis), 0U) << "the line is out of use";
  set("UPDATE line SET retired_at = NULL");
  run([&](store::Transaction& tx) { return close_crisis(tx, crisis, "The water is gone.", lea, store.clock.now()); });
  ASSERT_FALSE(holds()) << "whoever approves it is told";
  EXPECT_TRUE(holds().error().hint.starts_with("line: the crisis for which its line was approved is over"));
  ASSERT_TRUE(leave());
  EXPECT_TRUE(refusal.starts_with("the crisis for which its line was approved is over")) << refusal;
  EXPECT_EQ(kinds(id).back(), "returned");
}

TEST_F(Replies, WhatAnswersWordsSheChangedGoesBack) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  rewrites(question, "<p>I have been arrested</p>");
  EXPECT_EQ(told(ole), std::vector{NoticeKind::SaidMore});
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "she changed what this answers: read it again");
  EXPECT_EQ(kinds(id).back(), "returned");
  ASSERT_TRUE(submit()) << "he has read it";
  refusal.clear();
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "");
  EXPECT_EQ(at(id).outcome, desk::Outcome::Answered);
  expect_sound();
}

TEST_F(Replies, WhatWaitsUnderAFormerTokenKeepsNothing) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  ASSERT_TRUE(claim(lea, id, true));
  store.clock.advance(11min);
  EXPECT_EQ(claims->lapse(), 1U) << "who took over and went away";
  EXPECT_TRUE(claim(amina, id));
  EXPECT_TRUE(step(lea, [&](const Step& s) { return move(s, id, arabic, "theirs"); }));
  expect_sound();
}

TEST_F(Replies, WhatWaitsOfWhoseAccountEndedKeepsNothing) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  run([&](store::Transaction& tx) -> Status {
    EXPECT_EQ(claims->release_all(tx, ole.id, {&admin, store.clock.now()}), 1U);
    return {};
  });
  const auto next = claim(amina, id);
  ASSERT_TRUE(next) << next.error().hint;
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "the conversation changed hands after the reply was written");
  EXPECT_EQ(told(amina), std::vector{NoticeKind::Returned});
  expect_sound();
}

TEST_F(Replies, WhatGoesBackForAnotherReasonWaitsNoMore) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  run([&](store::Transaction& tx) -> Status {
    went_back(tx, workplaces.now()->workplace(), 77, "this account went on elsewhere", store.clock.now());
    return {};
  });
  EXPECT_EQ(told(ole), std::vector{NoticeKind::Returned});
  store.clock.advance(11min);
  EXPECT_EQ(claims->lapse(), 1U);
  expect_sound();
}

TEST_F(Replies, APrivateMatterEndsWhenItsLinkHasLeft) {
  ASSERT_TRUE(bind_neutral(ReplyKind::Handover, 80));
  ASSERT_TRUE(bind_neutral(ReplyKind::Door, 81));
  EXPECT_FALSE(bind(ole, token)) << "it goes on elsewhere";
  store.clock.advance(11min);
  EXPECT_EQ(claims->lapse(), 0U);
  ASSERT_TRUE(leave(80));
  EXPECT_EQ(at(id).place, desk::Place::Person);
  ASSERT_TRUE(leave(81));
  EXPECT_EQ(refusal, "");
  EXPECT_EQ(at(id).outcome, desk::Outcome::Referred);
  EXPECT_TRUE(at(id).is_private);
  EXPECT_EQ(at(id).drafting, 0);
  expect_sound();
}

TEST_F(Replies, WhatSheSaysBeforeItsLinkLeavesStaysOpenForWhoMayReadIt) {
  ASSERT_TRUE(bind_neutral(ReplyKind::Handover, 80));
  ASSERT_TRUE(bind_neutral(ReplyKind::Door, 81));
  writes(ana, press, {.content = "I have been arrested", .answers = question.uri});
  drain();
  ASSERT_TRUE(leave(80));
  ASSERT_TRUE(leave(81));
  EXPECT_EQ(at(id).place, desk::Place::Queue) << "he does not read what is said to few";
  EXPECT_TRUE(at(id).is_private);
  EXPECT_EQ(list(lea), std::vector{id});
  expect_sound();
}

TEST_F(Replies, OfAPrivateMatterNeitherLeavesWhereOneGoesBack) {
  ASSERT_TRUE(bind_neutral(ReplyKind::Handover, 80));
  ASSERT_TRUE(bind_neutral(ReplyKind::Door, 81));
  rewrites(question, "<p>Thank you, it is solved</p>");
  ASSERT_TRUE(leave(80));
  EXPECT_EQ(refusal, "she changed what this answers: read it again");
  ASSERT_TRUE(leave(81));
  EXPECT_NE(refusal, "");
  EXPECT_EQ(at(id).place, desk::Place::Person);
  EXPECT_FALSE(at(id).is_private);
  EXPECT_EQ(at(id).drafting, 0);
  EXPECT_EQ(told(ole), (std::vector{NoticeKind::Returned, NoticeKind::SaidMore})) << "once for both";
  EXPECT_TRUE(bind(ole, token)) << "he goes on as if nothing had been pressed";
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
  EXPECT_EQ(told(lea), std::vector{NoticeKind::Returned});
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
  takes_back(question);
  ASSERT_TRUE(leave());
  EXPECT_EQ(refusal, "she took back what this answers");
  expect_sound();
}

TEST_F(Replies, WhatWasAnsweredIsNotAnsweredAgainWhereSheTookBackWhatSheAdded) {
  const auto to_answer = [&] { return store->read([&](store::Snapshot& s) { return note_to_answer(s, id); }); };
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  ASSERT_TRUE(leave());
  store.clock.advance(1min);
  const auto more = writes(ana, press, {.content = "And on Sunday?", .answers = ours.uri});
  drain();
  ASSERT_EQ(to_answer(), more.id);
  takes_back(more);
  EXPECT_FALSE(to_answer()) << "her first question has its answer";
  EXPECT_EQ(at(id).place, desk::Place::Queue) << "somebody looks, and closes it";
  ASSERT_TRUE(step(lea, [&](const Step& s) { return close(s, id, {desk::Outcome::Answered, {}, {}}); }));
  ASSERT_TRUE(step(lea, [&](const Step& s) { return reopen(s, id, "", sorter); }));
  EXPECT_EQ(to_answer(), question.id) << "whoever opens it by hand has more to say";
  expect_sound();
}

TEST_F(Replies, WhatWasAnsweredIsNotAnsweredAgainWhereSheTookBackWhatCameMeanwhile) {
  ASSERT_TRUE(bind(ole, token));
  ASSERT_TRUE(submit());
  const auto more = writes(ana, press, {.content = "And on Sunday?", .answers = question.uri});
  drain();
  ASSERT_TRUE(leave());
  ASSERT_EQ(at(id).place, desk::Place::Person);
  takes_back(more);
  EXPECT_FALSE(store->read([&](store::Snapshot& s) { return note_to_answer(s, id); }));
}

TEST_F(Replies, WhatAnswersAConversationFromOutsideDoesNotLeave) {
  ASSERT_TRUE(leave(99));
  EXPECT_NE(refusal.find("claim that conversation"), std::string::npos) << refusal;
}

class NearAnswers : public Replies {
 protected:
  void answer_about_visas() {
    question = asks(ana, said(press, "<p>Visas</p>"), "How long does a visa for journalists from Kenya take?");
    id = conversation_of(question);
    token = claim(ole, id).value().conversation.token;
    ASSERT_TRUE(bind(ole, token));
    ASSERT_TRUE(submit());
    ASSERT_TRUE(leave());
  }
  // What is shown beside a question much like it.
  std::vector<NearAnswer> near_to_another() {
    const auto next = asks(ben, said(press, "<p>Visas</p>"), "How long does the visa for journalists take from Kenya?");
    return store->read([&](store::Snapshot& snapshot) {
      return near_answers(snapshot, conversation(snapshot, conversation_of(next)).value(), store.clock.now());
    });
  }
};

TEST_F(NearAnswers, WhoAsksTheSameIsShownHowItWasAnswered) {
  answer_about_visas();
  const auto near = near_to_another();
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near.front().conversation, id);
  EXPECT_EQ(near.front().answer, ours.id);
  EXPECT_GT(near.front().score, 0.35);
}

TEST_F(NearAnswers, WhatWasNarrowedSinceIsShownToNobodyAsAnExample) {
  answer_about_visas();
  run([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, question.id,
                        {question.content, "en", activity::Visibility::Followers, store.clock.now(), {}});
    return {};
  });
  tell(activity::events::kNoteChanged, {{"note", question.id.value}, {"actor", ana.id.value}});
  EXPECT_TRUE(near_to_another().empty());
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
