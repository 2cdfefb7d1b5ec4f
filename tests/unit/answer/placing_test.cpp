#include "answer/placing.hpp"

#include "answer/backfill.hpp"
#include "answer/notices.hpp"
#include "answer/rows.hpp"
#include "answer/search.hpp"
#include "store/jobs.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class PlacingTest : public Inbox {
 protected:
  ConversationId question(const std::string& words = "When do you open?") {
    return conversation_of(asks(ana, said(press, "<p>Hello</p>"), words));
  }
  // An answer of ours that has left, which ends nothing by itself.
  activity::Note answers(const activity::Note& question, bool counts = true) {
    const auto ours = said(press, "<p>At nine.</p>", &question);
    const auto id = conversation_of(question);
    run([&](store::Transaction& tx) -> Status {
      rows::insert_message(tx, {.note = ours.id,
                                .conversation = id,
                                .direction = Direction::Out,
                                .at = store.clock.now(),
                                .uri = ours.uri,
                                .language = "en"});
      auto event = event_of(desk::EventKind::Answered, store.clock.now(), ours.id);
      event.counts_as_answer = counts;
      auto done = append(tx, workplaces.now()->workplace(), id, event, {nullptr, store.clock.now()});
      return done ? Status{} : fail(done.error());
    });
    return ours;
  }
  bool ends_answered(ConversationId id) {
    return step(lea, [&](const Step& s) { return close(s, id, {desk::Outcome::Answered, {}, {}}); }).has_value();
  }
  auto merges(ConversationId from, ConversationId into) {
    return step(lea, [&](const Step& s) { return merge(s, from, into, "the same matter"); });
  }
};

TEST_F(PlacingTest, EveryEndingSaysHowItEnded) {
  const auto id = question();
  const auto silent = step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::NoReply, {}, {}}); });
  ASSERT_FALSE(silent);
  EXPECT_TRUE(silent.error().hint.starts_with("reason:")) << silent.error().hint;
  const auto referred = step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Referred, {}, {}}); });
  ASSERT_FALSE(referred);
  EXPECT_TRUE(referred.error().hint.starts_with("to:")) << referred.error().hint;
  EXPECT_FALSE(step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Answered, {}, {}}); }))
      << "nothing of ours stands in it";
  const auto done =
      step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Referred, "the ministry of health", {}}); });
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->outcome_detail, "the ministry of health");
  EXPECT_EQ(list(ole, {.view = InboxQuery::View::Closed}), std::vector{id});
  expect_sound();
}

TEST_F(PlacingTest, WhatAColleagueHasInHandIsHers) {
  const auto id = question();
  ASSERT_TRUE(claim(ole, id));
  const auto hers = step(amina, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "brief"}); });
  ASSERT_FALSE(hers);
  EXPECT_EQ(hers.error().hint, "Ole has this conversation now.");
  EXPECT_TRUE(step(lea, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "brief"}); }));
  expect_sound();
}

TEST_F(PlacingTest, MovingNeedsALeadAndFollowsTheSearch) {
  const auto id = question("Is Atlantis open?");
  EXPECT_FALSE(step(ole, [&](const Step& s) { return move(s, id, arabic, "theirs"); }));
  ASSERT_TRUE(claim(ole, id));
  const auto moved = step(lea, [&](const Step& s) { return move(s, id, arabic, "theirs"); });
  ASSERT_TRUE(moved) << moved.error().detail;
  EXPECT_EQ(moved->desk, arabic);
  EXPECT_EQ(moved->place, desk::Place::Queue);
  drain();
  const std::array reads{staff::DeskAction::Read};
  give(admin, arabic, reads);
  const auto reader = eyes(admin);
  const auto hits = store->read(
      [&](store::Snapshot& snapshot) { return search(snapshot, reader, {.words = "atlantis", .filter = {}}).value(); });
  ASSERT_EQ(hits.hits.size(), 1U);
  EXPECT_EQ(hits.hits.front().conversation.id, id);
  expect_sound();
}

TEST_F(PlacingTest, APersonsWordOnUrgencyStandsAgainstTheRules) {
  const auto post = said(press, "<p>Hello</p>");
  const auto first = asks(ana, post, "My husband was arrested");
  const auto id = conversation_of(first);
  ASSERT_TRUE(step(ole, [&](const Step& s) { return set_urgency(s, id, 0, "a film"); }));
  ASSERT_TRUE(step(ole, [&](const Step& s) { return classify(s, id, desk::Matter::Dialogue); }));
  ASSERT_TRUE(claim(amina, id));
  writes(ana, press, {.content = "They are shooting, save our lives", .answers = first.uri});
  drain();
  EXPECT_EQ(at(id).urgency, 0);
  EXPECT_EQ(at(id).matter, desk::Matter::Dialogue);
  const auto told = store->read([&](store::Snapshot& snapshot) { return notices_of(snapshot, amina.id); });
  ASSERT_EQ(told.size(), 1U) << "who has it looks again";
  EXPECT_EQ(told.front().kind, NoticeKind::Graver);
  const auto other = step(amina, [&](const Step& s) { return set_urgency(s, id, 3, {}); });
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::Forbidden);
  EXPECT_TRUE(step(lea, [&](const Step& s) { return set_urgency(s, id, 3, {}); }));
  expect_sound();
}

TEST_F(PlacingTest, TwoThreadsOfOnePersonAreMergedAndSheHasWaitedSinceTheFirst) {
  const auto one = question();
  const auto began = at(one).opened_at;
  store.clock.advance(2h);
  const auto two = conversation_of(asks(ana, said(press, "<p>Again</p>"), "Nobody answers?"));
  const auto merged = step(lea, [&](const Step& s) { return merge(s, one, two, "the same matter"); });
  ASSERT_TRUE(merged) << merged.error().detail;
  EXPECT_EQ(merged->id, two);
  EXPECT_EQ(merged->messages, 2);
  EXPECT_EQ(at(one).outcome, desk::Outcome::Merged);
  EXPECT_EQ(at(one).merged_into, two);
  const auto events = store->read([&](store::Snapshot& snapshot) { return events_of(snapshot, two); });
  const auto works = workplaces.now();
  const auto clocks = desk::clocks(events, *works->calendars, works->targets, store.clock.now());
  EXPECT_EQ(clocks.first_answer.started, began);
  const auto next = writes(ana, press, {.content = "Hello?", .answers = "https://social.example/gone"});
  drain();
  EXPECT_NE(conversation_of(next), one);
  expect_sound();
}

TEST_F(PlacingTest, WhatSheSaysAfterTwoMergesIsHeardInTheLast) {
  const auto post = said(press, "<p>Hello</p>");
  const auto one = conversation_of(asks(ana, post, "When do you open?"));
  const auto two = conversation_of(asks(ana, said(press, "<p>Again</p>"), "Nobody answers?"));
  const auto three = conversation_of(asks(ana, said(press, "<p>More</p>"), "Hello?"));
  ASSERT_TRUE(step(lea, [&](const Step& s) { return merge(s, one, two, "the same"); }));
  ASSERT_TRUE(step(lea, [&](const Step& s) { return merge(s, two, three, "the same"); }));
  const auto next = asks(ana, post, "And on Sunday?");
  EXPECT_EQ(conversation_of(next), three);
  EXPECT_EQ(at(three).messages, 4);
  expect_sound();
}

TEST_F(PlacingTest, WhatEndedIsMergedIntoNothingAndNothingIntoIt) {
  const auto question = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
  const auto ended = conversation_of(question);
  answers(question);
  ASSERT_TRUE(ends_answered(ended));
  const auto open = conversation_of(asks(ana, said(press, "<p>Again</p>"), "And on Sunday?"));
  EXPECT_EQ(merges(ended, open).error().code, Errc::Conflict);
  EXPECT_EQ(merges(open, ended).error().code, Errc::Conflict);
  EXPECT_EQ(merges(open, open).error().code, Errc::Conflict);
  EXPECT_EQ(at(ended).messages, 2);
  EXPECT_EQ(at(open).messages, 1);
  expect_sound();
}

TEST_F(PlacingTest, AnAnswerIsToWhatWasMergedBeforeItAndToNothingElse) {
  for (const bool answered_into_waiting : {true, false}) {
    const auto one = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
    store.clock.advance(1min);
    const auto two = asks(ana, said(press, "<p>Again</p>"), "What does a passport cost?");
    const auto waiting = conversation_of(two);
    const auto due = at(waiting).due_at;
    store.clock.advance(1min);
    const auto first = answers(one);
    const auto answered = conversation_of(one);
    ASSERT_EQ(at(answered).due_at, desk::kNever);
    const auto left = logged(activity::events::kConversationChanged, "kind");
    const auto from = answered_into_waiting ? answered : waiting;
    const auto into = answered_into_waiting ? waiting : answered;
    const auto merged = merges(from, into);
    ASSERT_TRUE(merged) << merged.error().detail;
    EXPECT_EQ(merged->due_at, due) << "nobody has said what a passport costs";
    EXPECT_FALSE(ends_answered(into)) << "nor does anybody close it as if he had";
    const auto told = logged(activity::events::kConversationChanged, "kind");
    EXPECT_EQ(std::ranges::count(told, "answered"), std::ranges::count(left, "answered"))
        << "what left is not told twice";
    store.clock.advance(1min);
    answers(two);
    EXPECT_EQ(at(into).due_at, desk::kNever);
    EXPECT_TRUE(ends_answered(into));
    expect_sound();
  }
}

TEST_F(PlacingTest, AMergeTellsNoBreachAgain) {
  const auto one = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
  const auto into = conversation_of(one);
  const auto two = asks(ana, said(press, "<p>Again</p>"), "What does a passport cost?");
  answers(two);
  run([&](store::Transaction& tx) -> Status {
    auto c = rows::conversation(tx, into).value();
    c.breached_at = c.due_at;
    c.warn_at.reset();
    rows::put_conversation(tx, c);
    return {};
  });
  const auto merged = merges(conversation_of(two), into);
  ASSERT_TRUE(merged) << merged.error().detail;
  EXPECT_TRUE(merged->breached_at);
  EXPECT_FALSE(merged->warn_at);
}

TEST_F(PlacingTest, WhatIsMergedTwiceWaitsForWhatWaited) {
  const auto one = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
  store.clock.advance(1min);
  const auto two = asks(ana, said(press, "<p>Again</p>"), "What does a passport cost?");
  const auto due = at(conversation_of(two)).due_at;
  store.clock.advance(1min);
  answers(one);
  const auto three = asks(ana, said(press, "<p>More</p>"), "Where is it?");
  store.clock.advance(1min);
  answers(three);
  const auto last = conversation_of(three);
  ASSERT_TRUE(merges(conversation_of(one), conversation_of(two)));
  const auto merged = merges(conversation_of(two), last);
  ASSERT_TRUE(merged) << merged.error().detail;
  EXPECT_EQ(merged->due_at, due);
  EXPECT_FALSE(ends_answered(last));
  expect_sound();
}

TEST_F(PlacingTest, WhatEndedOnceDoesNotWaitAgainBecauseItIsMerged) {
  const auto post = said(press, "<p>Hello</p>");
  const auto one = asks(ana, post, "Are you not ashamed?");
  const auto from = conversation_of(one);
  ASSERT_TRUE(step(lea, [&](const Step& s) { return close(s, from, {desk::Outcome::NoReply, {}, "abuse"}); }));
  store.clock.advance(50h);
  writes(ana, press, {.content = "When do you open?", .answers = one.uri});
  drain();
  const auto due = at(from).due_at;
  ASSERT_NE(due, desk::kNever);
  store.clock.advance(1min);
  const auto into = conversation_of(asks(ana, said(press, "<p>Again</p>"), "Nobody answers?"));
  const auto merged = merges(from, into);
  ASSERT_TRUE(merged) << merged.error().detail;
  EXPECT_EQ(merged->due_at, due);
  EXPECT_EQ(merged->place, desk::Place::Queue);
  EXPECT_FALSE(merged->closed_at);
  expect_sound();
}

TEST_F(PlacingTest, AnAnswerTakenBackAfterAMergeIsAskedForAgain) {
  const auto one = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
  const auto into = conversation_of(one);
  answers(one);
  store.clock.advance(1min);
  const auto two = asks(ana, said(press, "<p>Again</p>"), "What does a passport cost?");
  store.clock.advance(1min);
  const auto ours = answers(two);
  const auto merged = merges(conversation_of(two), into);
  ASSERT_TRUE(merged) << merged.error().detail;
  ASSERT_EQ(merged->due_at, desk::kNever);
  store.clock.advance(1min);
  tell(activity::events::kNoteDeleted, {{"note", ours.id.value}, {"account", press.value}});
  EXPECT_NE(at(into).due_at, desk::kNever);
  EXPECT_FALSE(ends_answered(into));
  expect_sound();
}

TEST_F(PlacingTest, ClosedAsAnsweredIsWhatAnAnswerStandsInAndNothingNewer) {
  const auto question = asks(ana, said(press, "<p>Hello</p>"), "When do you open?");
  const auto id = conversation_of(question);
  const auto answers = [&](bool counts) {
    store.clock.advance(1min);
    return PlacingTest::answers(question, counts);
  };
  const auto ends = [&] {
    return step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Answered, {}, {}}); }).has_value();
  };
  answers(false);
  EXPECT_FALSE(ends()) << "neutral words answer nothing";
  answers(true);
  store.clock.advance(1min);
  writes(ana, press, {.content = "And on Sunday?", .answers = question.uri});
  drain();
  EXPECT_FALSE(ends()) << "she asked again";
  const auto second = answers(true);
  tell(activity::events::kNoteDeleted, {{"note", second.id.value}, {"account", press.value}});
  EXPECT_FALSE(ends()) << "that one was taken back";
  answers(true);
  EXPECT_TRUE(ends());
  expect_sound();
}

TEST_F(PlacingTest, WhatOneMayNotReadIsNotThere) {
  const auto id = question();
  const std::array<staff::DeskAction, 0> nothing{};
  give(amina, front, nothing);
  const auto refused = step(amina, [&](const Step& s) { return classify(s, id, desk::Matter::Question); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::NotFound);
  EXPECT_TRUE(list(amina).empty());
}

TEST_F(PlacingTest, PagesGoOnWhereTheyStopped) {
  std::vector<ConversationId> all;
  for (int i = 0; i < 7; ++i) all.push_back(question());
  const auto reader = eyes(ole);
  std::vector<ConversationId> read;
  std::string after;
  do {
    const auto page =
        store->read([&](store::Snapshot& snapshot) { return inbox(snapshot, reader, {}, after, 3).value(); });
    for (const auto& row : page.rows) read.push_back(row.id);
    after = page.next;
  } while (!after.empty());
  EXPECT_EQ(read.size(), all.size());
  EXPECT_EQ(std::set(read.begin(), read.end()), std::set(all.begin(), all.end()));
  const auto counted = store->read([&](store::Snapshot& snapshot) { return counts(snapshot, reader); });
  EXPECT_EQ(counted.at(front).dialogue.queue, 7);
  EXPECT_EQ(counted.at(front).qa.queue, 0);
}

TEST_F(PlacingTest, ASearchHoldsToThePlaceAndTheDraftItAsksFor) {
  const auto waiting = conversation_of(asks(ana, said(press, "<p>Hello</p>"), "Where is Atlantis?"));
  const auto held = conversation_of(asks(ben, said(press, "<p>Hello</p>"), "Is Atlantis open?"));
  ASSERT_TRUE(claim(ole, held));
  const auto found = [&](desk::ViewQuery::List list, const staff::User& by, std::optional<bool> has_draft = {}) {
    const auto reader = eyes(by);
    std::vector<ConversationId> ids;
    store->read([&](store::Snapshot& snapshot) {
      const SearchQuery query{.words = "atlantis", .filter = {.has_draft = has_draft}, .list = list};
      const auto hits = search(snapshot, reader, query).value();
      for (const auto& hit : hits.hits) ids.push_back(hit.conversation.id);
    });
    return ids;
  };
  using List = desk::ViewQuery::List;
  EXPECT_EQ(found(List::Any, ole).size(), 2U);
  EXPECT_EQ(found(List::Open, ole).size(), 2U);
  EXPECT_EQ(found(List::Queue, ole), std::vector{waiting});
  EXPECT_EQ(found(List::Held, amina), std::vector{held});
  EXPECT_EQ(found(List::Mine, ole), std::vector{held});
  EXPECT_TRUE(found(List::Mine, amina).empty());
  EXPECT_TRUE(found(List::Closed, ole).empty());
  EXPECT_TRUE(found(List::Any, ole, true).empty()) << "there is no draft in either";
  EXPECT_EQ(found(List::Any, ole, false).size(), 2U);
}

TEST_F(PlacingTest, WhatWasFoundBeforeItWasHeardIsSortedOnceAndClosesNothingElse) {
  Backfill backfill(incoming);
  ASSERT_TRUE(backfill.work());
  ASSERT_TRUE(backfill.work());
  const auto post = said(press, "<p>Hello</p>");
  const auto found = [&](const activity::Actor& by) {
    activity::Note note;
    note.id = store.ids.make<activity::NoteId>();
    note.uri = note.url = by.uri + "/statuses/" + note.id.text();
    note.actor = by.id;
    note.attributed_to = by.uri;
    note.in_reply_to = post.uri;
    note.in_reply_to_note = post.id;
    note.content = "<p>When do you open?</p>";
    note.fetched = true;
    note.published = note.updated = note.received = store.clock.now();
    run([&](store::Transaction& tx) -> Status {
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      store::put_addressed(tx, note.id, std::array{store::Addressed{press, store::AddressedHow::Reply}});
      store::schedule(tx, "answer.backfill", "found", store.clock.now());
      return {};
    });
    return note;
  };
  const auto open = conversation_of(asks(ben, post, "Why?"));
  const auto old = found(ana);
  store.clock.advance(40 * 24h);
  const auto fresh = found(ben);
  ASSERT_TRUE(backfill.work());
  EXPECT_EQ(at(conversation_of(old)).outcome, desk::Outcome::NoReply);
  EXPECT_EQ(conversation_of(fresh), open);
  EXPECT_EQ(at(open).place, desk::Place::Queue);
  expect_sound();
}

TEST_F(PlacingTest, WhatWasThereBeforeTheDeskIsSortedOnceAndOldThingsAreClosed) {
  const auto post = said(press, "<p>Hello</p>");
  const auto answered =
      writes(ana, press, {.content = "When?", .answers = post.uri, .answers_note = post.id, .told = false});
  said(press, "<p>At nine.</p>", &answered);
  const auto forgotten =
      writes(ben, press, {.content = "Why?", .answers = post.uri, .answers_note = post.id, .told = false});
  store.clock.advance(40 * 24h);
  const auto fresh = writes(ana, embassy, {.content = "And here?", .how = store::AddressedHow::Mention, .told = false});
  Backfill backfill(incoming);
  ASSERT_TRUE(backfill.work());
  EXPECT_EQ(at(conversation_of(answered)).outcome, desk::Outcome::Answered);
  EXPECT_EQ(at(conversation_of(forgotten)).outcome, desk::Outcome::NoReply);
  EXPECT_EQ(at(conversation_of(forgotten)).outcome_detail, "before_the_desk");
  EXPECT_EQ(at(conversation_of(fresh)).place, desk::Place::Queue);
  EXPECT_TRUE(has(at(conversation_of(fresh)).flags, Flag::Imported));
  EXPECT_EQ(backfill.work().value(), 0U) << "it is done";
  expect_sound();
}

TEST_F(PlacingTest, OpenedAgainAtAClosedDeskItIsSortedAnew) {
  const auto first = asks(ana, said(press, "<p>Hello</p>"), "متى تفتحون السفارة أبوابها للجمهور؟");
  const auto id = conversation_of(first);
  ASSERT_EQ(at(id).desk, arabic);
  ASSERT_TRUE(step(ole, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "brief"}); }));
  run([&](store::Transaction& tx) {
    auto desk = staff::desk_by_id(tx, arabic).value();
    desk.closed_at = store.clock.now();
    return staff::change_desk(tx, desk, "setup", store.clock.now());
  });
  sorter.arabic = {};
  const auto open = step(ole, [&](const Step& s) { return reopen(s, id, "she called", sorter); });
  ASSERT_TRUE(open) << open.error().detail;
  EXPECT_EQ(open->desk, front);
  EXPECT_EQ(open->place, desk::Place::Queue);
  EXPECT_EQ(kinds(id).back(), "routed");
  expect_sound();
}

}  // namespace
}  // namespace chancery::answer
