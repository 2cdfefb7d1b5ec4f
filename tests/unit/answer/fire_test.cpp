// Posts under fire, from the log to the alert, through a real store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "answer/assertions.hpp"
#include "answer/crises.hpp"
#include "answer/fire_watch.hpp"
#include "store/reaction_bins.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

using store::ReactionKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Fire : public Inbox {
 protected:
  activity::Note leaves(const std::string& words, const activity::Note* answers = nullptr) {
    auto note = said(press, "<p>" + words + "</p>", answers);
    run([&](store::Transaction& tx) -> Status {
      store::append_event(tx, activity::events::kNotePublished, {{"note", note.id.value}, {"account", press.value}});
      return {};
    });
    fire.tick();
    return note;
  }
  // So many reactions now, of accounts made long ago unless said otherwise.
  void react(const activity::Note& note, ReactionKind kind, int n, std::chrono::days old = std::chrono::days{900}) {
    run([&](store::Transaction& tx) -> Status {
      for (int i = 0; i < n; ++i) {
        store::count_reaction(tx, note, kind, store.clock.now() - old, store.clock.now());
      }
      return {};
    });
  }
  // An ordinary post, an hour long.
  void quiet_post() {
    const auto note = leaves("Good morning");
    store.clock.advance(2min);
    react(note, ReactionKind::Like, 3);
    store.clock.advance(61min);
    fire.tick();
  }
  std::vector<FireMark> marks(const activity::Note& note) {
    return store->read([&](store::Snapshot& snapshot) { return fire_marks(snapshot, note.id); });
  }
  std::vector<FireAlert> alerts(const activity::Note& note) {
    return store->read([&](store::Snapshot& snapshot) { return fire_alerts_of(snapshot, note.id); });
  }
  std::size_t told(std::string_view type) {
    std::size_t n = 0;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& event : store::events_after(snapshot, 0, 10'000)) n += event.type == type ? 1 : 0;
    });
    return n;
  }

  const text::CountryLanguages languages;
  FireWatch fire{*store, models().agenda, languages};
};

TEST_F(Fire, APostIsMeasuredAtFiveFifteenAndSixtyMinutes) {
  const auto note = leaves("Good morning");
  store.clock.advance(1min);
  react(note, ReactionKind::Like, 3);
  EXPECT_EQ(fire.tick(), 0U);
  store.clock.advance(5min);
  EXPECT_EQ(fire.tick(), 1U);
  react(note, ReactionKind::Announce, 2, std::chrono::days{1});
  store.clock.advance(10min);
  EXPECT_EQ(fire.tick(), 1U);
  store.clock.advance(2h);
  EXPECT_EQ(fire.tick(), 1U);
  const auto found = marks(note);
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].counts.likes, 3);
  EXPECT_EQ(found[0].counts.announces, 0);
  EXPECT_EQ(found[1].counts.announces, 2);
  EXPECT_EQ(found[1].counts.aged, 5);
  EXPECT_EQ(found[1].counts.fresh, 2);
  EXPECT_EQ(found[2].at, note.published + 60min);
  EXPECT_EQ(fire.tick(), 0U);
  EXPECT_THAT(alerts(note), IsEmpty());
}

TEST_F(Fire, WhatAnswersSomebodyIsMeasuredAndNothingIsComparedWithIt) {
  const auto question = asks(ana, leaves("Good morning"), "When do you open?");
  const auto answer = leaves("At nine", &question);
  store.clock.advance(2h);
  EXPECT_EQ(fire.tick(), 6U);
  EXPECT_THAT(marks(answer), IsEmpty());
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(fire_usual(snapshot, 5min, activity::NoteId{1}, store.clock.now()).marks, 1U);
  });
}

TEST_F(Fire, WhatIsSaidToFewDrawsNoFire) {
  const auto note = said(press, "<p>To you alone</p>");
  run([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, note.id, {note.content, "en", activity::Visibility::Direct, store.clock.now(), {}});
    store::append_event(tx, activity::events::kNotePublished, {{"note", note.id.value}, {"account", press.value}});
    return {};
  });
  store.clock.advance(2h);
  EXPECT_EQ(fire.tick(), 0U);
}

TEST_F(Fire, AfterARestartItIsMeasuredAsOfTheAge) {
  const auto note = leaves("Good morning");
  store.clock.advance(1min);
  react(note, ReactionKind::Like, 1);
  store.clock.advance(9min);
  react(note, ReactionKind::Like, 10);
  store.clock.advance(3h);
  FireWatch again{*store, models().agenda, languages};
  EXPECT_EQ(again.tick(), 3U);
  EXPECT_EQ(marks(note).at(0).counts.likes, 1);
  EXPECT_EQ(marks(note).at(1).counts.likes, 11);
}

TEST_F(Fire, WhatWasTakenBackIsNotMeasured) {
  const auto note = leaves("Good morning");
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, note.id);
    return {};
  });
  store.clock.advance(2h);
  EXPECT_EQ(fire.tick(), 0U);
  EXPECT_THAT(marks(note), IsEmpty());
}

TEST_F(Fire, ACopiedOutcryInTheTargetsLanguageIsGraveAndToldOnce) {
  for (int i = 0; i < 6; ++i) quiet_post();
  const auto note = leaves("We call on Saudi Arabia to release the prisoners in Riyadh.");
  store.clock.advance(2min);
  for (int i = 0; i < 24; ++i)
    asks(i % 2 ? ana : ben, note, "نطالب بمقاطعة هذه السفارة واعتذار فوري من وزارة الخارجية للمملكة كلها");
  react(note, ReactionKind::Reply, 24, std::chrono::days{1});
  store.clock.advance(4min);
  EXPECT_EQ(fire.tick(), 1U);
  const auto mark = marks(note).at(0);
  EXPECT_EQ(mark.counts.texts, 24);
  EXPECT_EQ(mark.counts.in_target, 24);
  EXPECT_EQ(mark.counts.copied, 24);
  EXPECT_EQ(mark.counts.fresh, 24);
  const auto raised = alerts(note);
  ASSERT_THAT(raised, SizeIs(1));
  EXPECT_EQ(raised[0].level, "grave");
  EXPECT_EQ(raised[0].age, 5min);
  EXPECT_THAT(raised[0].evidence, HasSubstr("\"countries\":[\"SA\"]"));
  EXPECT_THAT(raised[0].evidence, testing::Not(HasSubstr("social.example"))) << "nobody is named";
  EXPECT_EQ(told("PostUnderFire"), 1U);
  store.clock.advance(10min);
  EXPECT_EQ(fire.tick(), 1U);
  EXPECT_EQ(told("PostUnderFire"), 1U) << "the same level is told once a post";
}

TEST_F(Fire, APublicActorsAnswerIsToldAtOnceAndHerHeartIsNot) {
  const auto note = leaves("Good morning");
  store.clock.advance(20s);
  const auto heard = [&](ReactionKind kind) {
    run([&](store::Transaction& tx) -> Status {
      store::put_official_reaction(tx, note.id, 7, kind, store.clock.now());
      return {};
    });
    fire.tick();
  };
  heard(ReactionKind::Like);
  EXPECT_THAT(alerts(note), IsEmpty());
  heard(ReactionKind::Reply);
  ASSERT_THAT(alerts(note), SizeIs(1));
  EXPECT_EQ(alerts(note)[0].level, "official");
  EXPECT_THAT(marks(note), IsEmpty()) << "what it had drawn by then is no mark";
  fire.tick();
  EXPECT_EQ(told("PostUnderFire"), 1U);
}

TEST_F(Fire, AnAlertIsJudgedByPeople) {
  const auto note = leaves("Good morning");
  run([&](store::Transaction& tx) -> Status {
    store::put_official_reaction(tx, note.id, 7, ReactionKind::Quote, store.clock.now());
    return {};
  });
  fire.tick();
  const auto alert = alerts(note).at(0);
  run([&](store::Transaction& tx) {
    return judge_alert(tx, alert.id, FireJudgement::FalseAlarm, ole, store.clock.now());
  });
  EXPECT_EQ(alerts(note).at(0).judged, FireJudgement::FalseAlarm);
  EXPECT_EQ(alerts(note).at(0).judged_by, ole.id);
  const auto unknown = attempt([&](store::Transaction& tx) {
    return judge_alert(tx, FireAlertId{1}, FireJudgement::Useful, ole, store.clock.now());
  });
  EXPECT_EQ(unknown.error().code, Errc::NotFound);
}

TEST_F(Fire, ACrisisIsALogThatOnlyGrows) {
  const auto note = leaves("Good morning");
  run([&](store::Transaction& tx) -> Status {
    store::put_official_reaction(tx, note.id, 7, ReactionKind::Reply, store.clock.now());
    return {};
  });
  fire.tick();
  const auto id = store.ids.make<CrisisId>();
  const auto now = [&] { return store.clock.now(); };
  run([&](store::Transaction& tx) { return open_crisis(tx, id, "The bridge", note.id, ole, now()); });
  EXPECT_EQ(alerts(note).at(0).crisis, id);
  run([&](store::Transaction& tx) { return add_entry(tx, id, EntryKind::Fact, "It is closed.", 0, ole, now()); });
  run([&](store::Transaction& tx) { return close_crisis(tx, id, "It is open again.", amina, now()); });
  const auto late =
      attempt([&](store::Transaction& tx) { return add_entry(tx, id, EntryKind::Note, "Late", 0, ole, now()); });
  EXPECT_EQ(late.error().code, Errc::Conflict);
  store->read([&](store::Snapshot& snapshot) {
    const auto entries = entries_of(snapshot, id);
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[0].words, "It is closed.");
    EXPECT_EQ(entries[1].kind, EntryKind::Decision);
    EXPECT_TRUE(crisis_by_id(snapshot, id)->closed_at.has_value());
  });
  const auto nothing =
      attempt([&](store::Transaction& tx) { return open_crisis(tx, store.ids.make<CrisisId>(), " ", {}, ole, now()); });
  EXPECT_THAT(nothing.error().hint, HasSubstr("title:"));
}

TEST_F(Fire, TheWallShowsFigures) {
  const auto note = leaves("Good morning");
  asks(ana, note, "When does the bridge open?");
  const auto id = store.ids.make<CrisisId>();
  run([&](store::Transaction& tx) { return open_crisis(tx, id, "The bridge", {}, ole, store.clock.now()); });
  store->read([&](store::Snapshot& snapshot) {
    const auto board = board_of(snapshot, crisis_by_id(snapshot, id).value(), store.clock.now());
    EXPECT_EQ(board.dialogue.open, 1);
    EXPECT_EQ(board.dialogue.waiting, 1);
    EXPECT_EQ(board.dialogue.last_hour, 1);
    ASSERT_THAT(board.by_hour, SizeIs(24));
    EXPECT_EQ(board.by_hour.back(), 1);
  });
}

TEST_F(Fire, CopiesOfATextAreToldFromTenPeopleOn) {
  const std::string text = "The ministry has closed every school in the north since Monday morning";
  const auto note = leaves("Good morning");
  const auto write = [&](int number) {
    auto person = actor("p" + std::to_string(number));
    run([&](store::Transaction& tx) -> Status {
      person.id = store::save_actor(tx, person);
      return {};
    });
    asks(person, note, text + "!");
  };
  const auto count = [&] {
    return store->read([&](store::Snapshot& snapshot) { return count_copies(snapshot, text, store.clock.now()); });
  };
  for (int i = 0; i < 9; ++i) write(i);
  EXPECT_THAT(count().error().hint, HasSubstr("fewer than 10"));
  write(9);
  const auto copies = count().value();
  EXPECT_EQ(copies.authors, 10);
  EXPECT_EQ(copies.posts, 10);

  const auto id = store.ids.make<AssertionId>();
  run([&](store::Transaction& tx) { return make_assertion(tx, id, {}, text, "en", ole, store.clock.now()); });
  run([&](store::Transaction& tx) { return add_copies(tx, id, copies, ole, store.clock.now()); });
  run([&](store::Transaction& tx) {
    return add_evidence(tx, id, "https://schools.example/open", "All are open.", Verdict::False, ole,
                        store.clock.now());
  });
  for (const auto* words : {"Schools are open.", "All schools are open."}) {
    run([&](store::Transaction& tx) { return correct(tx, id, "en", words, 0, ole, store.clock.now()); });
    store.clock.advance(1h);
  }
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(assertion_by_id(snapshot, id)->verdict, Verdict::False);
    EXPECT_THAT(copies_of(snapshot, id), SizeIs(1));
    const auto corrections = corrections_of(snapshot, id);
    ASSERT_THAT(corrections, SizeIs(2));
    EXPECT_EQ(corrections[0].version, 2);
    EXPECT_EQ(corrections[0].markdown, "All schools are open.");
  });
  const auto insecure = attempt([&](store::Transaction& tx) {
    return add_evidence(tx, id, "http://schools.example", "x", {}, ole, store.clock.now());
  });
  EXPECT_THAT(insecure.error().hint, HasSubstr("url:"));
}

}  // namespace
}  // namespace chancery::answer
