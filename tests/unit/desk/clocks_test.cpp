#include "desk/clocks.hpp"

#include <algorithm>

#include "unit/desk/histories.hpp"
#include "unit/desk/workplace.hpp"

namespace chancery::desk {
namespace {

using namespace std::chrono_literals;
using testing::event;
using testing::History;
using testing::kMonday;
using testing::recorded;

const DeskId kOffice{1};  // Monday to Friday, 9 to 17, UTC
const DeskId kCairo{2};   // Sunday to Thursday, 9 to 17 in Cairo
const Timestamp kLater = kMonday + std::chrono::days{30};

std::string written(Timestamp t) {
  return t == kNever ? "never" : to_rfc3339(t);
}
Event received(std::chrono::minutes at, std::int64_t note = 1) {
  Event made = event(EventKind::Received, kMonday + at);
  made.note = note;
  return made;
}
Event answered(std::chrono::minutes at, std::int64_t note = 100) {
  Event made = event(EventKind::Answered, kMonday + at);
  made.note = note;
  return made;
}
Event of_note(EventKind kind, std::chrono::minutes at, std::int64_t note) {
  Event made = event(kind, kMonday + at);
  made.note = note;
  return made;
}
Event routed(std::chrono::minutes at, DeskId desk = kOffice, Matter matter = Matter::Question) {
  Event made = event(EventKind::Routed, kMonday + at);
  made.desk = desk;
  made.matter = matter;
  return made;
}
Event moved(std::chrono::minutes at, DeskId desk) {
  Event made = event(EventKind::Moved, kMonday + at);
  made.desk = desk;
  return made;
}
Event classified(std::chrono::minutes at, Matter matter) {
  Event made = event(EventKind::Classified, kMonday + at);
  made.matter = matter;
  return made;
}
Event plain(EventKind kind, std::chrono::minutes at) {
  return event(kind, kMonday + at);
}
Clocks at(std::chrono::minutes now, History events, const Targets& targets = Targets::defaults()) {
  static const testing::SomeCalendars calendars;
  return clocks(recorded(std::move(events)), calendars, targets, kMonday + now);
}

TEST(Clocks, AQuestionIsDueInFourDeskHours) {
  const Clocks now = at(1h, {received(0min), routed(0min)});
  EXPECT_EQ(now.first_answer.state, ClockState::Running);
  EXPECT_EQ(written(now.due), "2026-03-02T13:00:00Z");
  EXPECT_EQ(written(now.warn), "2026-03-02T12:00:00Z");
  EXPECT_EQ(now.first_answer.spent, 1h);
  EXPECT_EQ(now.next_answer.state, ClockState::None);
  EXPECT_EQ(now.resolution.state, ClockState::Running);
  EXPECT_EQ(now.resolution.due, kNever);
}

TEST(Clocks, AWarningComesWhileTheDeskIsThere) {
  // Monday 14:00: due on Tuesday at 10:00, and the last hour before that begins at 09:00.
  EXPECT_EQ(written(at(5h, {received(5h), routed(5h)}).warn), "2026-03-03T09:00:00Z");
  // Monday 13:30: due at 09:30; half of its hour of warning lies on Monday.
  EXPECT_EQ(written(at(5h, {received(4h + 30min), routed(5h)}).warn), "2026-03-02T16:30:00Z");
}

TEST(Clocks, TheAnswerStopsItAtItsOwnTime) {
  // The answer left at 12:30 and was recorded after an hour in which nothing ran.
  const Clocks now = at(6h, {received(0min), routed(0min), plain(EventKind::Noted, 5h), answered(3h + 30min)});
  EXPECT_EQ(now.first_answer.state, ClockState::Met);
  EXPECT_EQ(now.first_answer.stopped, kMonday + 3h + 30min);
  EXPECT_EQ(now.first_answer.spent, 3h + 30min);
  EXPECT_EQ(now.due, kNever);
  EXPECT_EQ(now.resolution.state, ClockState::Waiting);
  const Clocks late = at(6h, {received(0min), routed(0min), answered(4h + 1min)});
  EXPECT_EQ(late.first_answer.state, ClockState::Missed);
  EXPECT_EQ(late.first_answer.over, 1min);
}

TEST(Clocks, AHoldingLineIsNoAnswer) {
  Event holding = answered(1h);
  holding.counts_as_answer = false;
  EXPECT_EQ(at(2h, {received(0min), routed(0min), holding}).first_answer.state, ClockState::Running);
}

TEST(Clocks, EachNextAnswerIsCountedFromHerFirstMessageAfterOurs) {
  const Clocks now = at(7h, {received(0min), routed(0min), answered(1h), received(2h, 2), received(5h, 3)});
  EXPECT_EQ(now.first_answer.state, ClockState::Met);
  EXPECT_EQ(now.next_answer.state, ClockState::Running);
  EXPECT_EQ(now.next_answer.started, kMonday + 2h);
  EXPECT_EQ(written(now.due), "2026-03-02T15:00:00Z");
  EXPECT_EQ(now.next_answer.over, 1h);
}

TEST(Clocks, NotesTransfersMergesEditsAndLateImportsNeverMoveThem) {
  const History before{received(0min), routed(0min), answered(1h), received(2h, 2)};
  const Clocks clean = at(3h, before);
  for (const auto kind :
       {EventKind::Noted, EventKind::Claimed, EventKind::Released, EventKind::Lapsed, EventKind::TakenOver,
        EventKind::Assigned, EventKind::Rewritten, EventKind::Drafted, EventKind::Submitted, EventKind::Returned,
        EventKind::Recalled, EventKind::MergedIn, EventKind::Urgency, EventKind::Marked, EventKind::MadePrivate,
        EventKind::JoinedQa, EventKind::LeftQa, EventKind::Held, EventKind::Lifted}) {
    History with = before;
    with.push_back(plain(kind, 2h + 30min));
    with.back().note = 2;
    EXPECT_EQ(at(3h, with), clean) << to_string(kind);
  }
  History transferred = before;
  transferred.push_back(moved(2h + 10min, kCairo));
  transferred.push_back(moved(2h + 10min, kOffice));
  EXPECT_EQ(at(3h, transferred), clean);
  History imported = before;
  imported.push_back(received(30min, 9));
  imported.push_back(received(2h + 30min, 10));
  EXPECT_EQ(at(3h, imported), clean);
}

TEST(Clocks, ALateImportMovesTheBeginningAndNoEnd) {
  const Clocks now = at(6h, {received(1h), routed(1h), answered(4h), received(-1h, 9)});
  EXPECT_EQ(now.first_answer.started, kMonday - 1h);
  EXPECT_EQ(now.first_answer.stopped, kMonday + 4h);
  EXPECT_EQ(now.first_answer.spent, 4h) << "the desk opened at nine";
}

TEST(Clocks, TheTargetSurvivesATransfer) {
  // An hour in the office; in Cairo (UTC+2) it is one o'clock then, and three hours are left of four.
  const Clocks now = at(1h, {received(0min), routed(0min), moved(1h, kCairo)});
  EXPECT_EQ(written(now.due), "2026-03-02T13:00:00Z");
  // At four in the afternoon seven hours of the office are gone; Cairo closed at three (UTC) and opens on Tuesday at
  // seven.
  Targets targets = Targets::defaults();
  targets.set({}, Matter::Question, ClockName::FirstAnswer, {8 * 60, Unit::Desk});
  EXPECT_EQ(written(at(7h, {received(0min), routed(0min), moved(7h, kCairo)}, targets).due), "2026-03-03T08:00:00Z");
  // Back and forth a minute apart gives nobody more time.
  EXPECT_EQ(written(at(7h, {received(0min), routed(0min), moved(1h, kCairo), moved(1h + 1min, kOffice)}).due),
            "2026-03-02T13:00:00Z");
}

TEST(Clocks, AStricterMatterCountsFromWhenItWasSaidALaxerFromTheBeginning) {
  EXPECT_EQ(written(at(3h, {received(0min), routed(0min), classified(2h, Matter::Consular)}).due),
            "2026-03-02T12:00:00Z");
  EXPECT_EQ(written(at(3h, {received(0min), routed(0min), classified(3h + 30min, Matter::Consular)}).due),
            "2026-03-02T13:00:00Z")
      << "never later than what was due already";
  EXPECT_EQ(written(at(3h, {received(0min), routed(0min), classified(2h, Matter::Dialogue)}).first_answer.due),
            "2026-03-03T09:00:00Z");
  EXPECT_EQ(
      written(at(3h, {received(0min), routed(0min), classified(1h, Matter::Consular), classified(2h, Matter::Question)})
                  .first_answer.due),
      "2026-03-02T13:00:00Z")
      << "a mistake put right leaves no trace";
}

TEST(Clocks, LifeIsFiveMinutesWhereSomebodyIsOnDuty) {
  testing::SomeCalendars calendars;
  const History night = recorded({received(10h), routed(10h, kOffice, Matter::Life)});  // 19:00
  EXPECT_EQ(written(clocks(night, calendars, Targets::defaults(), kMonday + 10h).first_answer.due),
            "2026-03-03T10:00:00Z");
  calendars.duty[1] = {{kMonday + 8h, kMonday + 24h, Officer{7}}};
  const Clocks watched = clocks(night, calendars, Targets::defaults(), kMonday + 10h);
  EXPECT_EQ(written(watched.first_answer.due), "2026-03-02T19:05:00Z");
  EXPECT_EQ(written(watched.warn), "2026-03-02T19:00:00Z") << "whoever is there is told at once";
}

TEST(Clocks, WhatSheTookBackBeforeAnyAnswerStopsWhatItAloneHadStarted) {
  EXPECT_EQ(at(3h, {received(0min), routed(0min), of_note(EventKind::Withdrawn, 1h, 1)}).first_answer, Clock{});
  EXPECT_EQ(at(3h, {received(0min), routed(0min), of_note(EventKind::Withdrawn, 1h, 1)}).due, kNever);
  const Clocks second =
      at(3h, {received(0min), routed(0min), received(30min, 2), of_note(EventKind::Withdrawn, 1h, 1)});
  EXPECT_EQ(second.first_answer.started, kMonday + 30min);
  EXPECT_EQ(second.first_answer.spent, 2h + 30min);
  const Clocks after = at(3h, {received(0min), routed(0min), answered(1h), of_note(EventKind::Withdrawn, 2h, 1)});
  EXPECT_EQ(after.first_answer.state, ClockState::Met) << "it was answered";
}

TEST(Clocks, AnAnswerTakenBackLetsHerWaitOn) {
  const Clocks now = at(4h, {received(0min), routed(0min), answered(1h), of_note(EventKind::TakenBack, 3h, 100)});
  EXPECT_EQ(now.first_answer.state, ClockState::Met);
  EXPECT_EQ(now.next_answer.state, ClockState::Running);
  EXPECT_EQ(now.next_answer.started, kMonday);
  EXPECT_EQ(now.next_answer.spent, 2h) << "an hour before the answer, an hour since it is gone";
  EXPECT_EQ(written(now.due), "2026-03-02T15:00:00Z");
  const Clocks other =
      at(4h, {received(0min), routed(0min), answered(1h), answered(2h, 101), of_note(EventKind::TakenBack, 3h, 100)});
  EXPECT_EQ(other.next_answer.state, ClockState::None) << "another answer stands";
}

TEST(Clocks, AClosingEndsThemAndHerNextMessageBeginsAnew) {
  Clocks now = at(3h, {received(0min), routed(0min), plain(EventKind::Closed, 2h)});
  EXPECT_EQ(now.first_answer.state, ClockState::Ended);
  EXPECT_EQ(now.resolution.state, ClockState::Met);
  EXPECT_EQ(now.due, kNever);
  now = at(6h, {received(0min), routed(0min), plain(EventKind::Closed, 2h), received(5h, 2),
                plain(EventKind::Reopened, 5h)});
  EXPECT_EQ(now.first_answer.state, ClockState::Ended);
  EXPECT_EQ(now.next_answer.started, kMonday + 5h);
  EXPECT_EQ(now.resolution.started, kMonday + 5h);
  EXPECT_EQ(written(now.due), "2026-03-03T10:00:00Z");
}

TEST(Clocks, ClosingAndOpeningByHandGivesNoNewTime) {
  const Clocks now =
      at(3h, {received(0min), routed(0min), plain(EventKind::Closed, 1h), plain(EventKind::Reopened, 2h)});
  EXPECT_EQ(now.next_answer.started, kMonday);
  EXPECT_EQ(now.next_answer.spent, 2h);
  EXPECT_EQ(written(now.due), "2026-03-02T14:00:00Z");
}

TEST(Clocks, TheResolutionStandsStillWhileTheLastWordIsOurs) {
  // A day from Monday 09:00 with a wait of 24 hours for her: due on Wednesday.
  const History events{received(0min), routed(0min, kOffice, Matter::Consular), answered(1h), received(25h, 2)};
  const Clocks now = at(26h, events);
  EXPECT_EQ(written(now.resolution.due), "2026-03-04T09:00:00Z");
  EXPECT_EQ(now.resolution.spent, 2h);
  History closed = events;
  closed.push_back(answered(26h, 101));
  closed.push_back(plain(EventKind::Closed, 24h * 20));
  EXPECT_EQ(at(24h * 21, closed).resolution.state, ClockState::Met) << "for weeks it was her turn";
}

TEST(Clocks, WhatWasThereBeforeTheDeskWasCountsFromItsImport) {
  const Clocks now = at(3h, {received(-24h * 9), routed(1h), plain(EventKind::Imported, 1h)});
  EXPECT_EQ(now.first_answer.started, kMonday + 1h);
  EXPECT_EQ(written(now.due), "2026-03-02T14:00:00Z");
  const Clocks old = at(3h, {received(-24h * 9), answered(-24h * 5), routed(1h), plain(EventKind::Imported, 1h)});
  EXPECT_EQ(old.first_answer.state, ClockState::Met) << "nobody had promised anything";
}

TEST(Clocks, WithoutTargetsNothingIsEverDue) {
  const Clocks now = at(3h, {received(0min), routed(0min)}, Targets{});
  EXPECT_EQ(now.first_answer.state, ClockState::Running);
  EXPECT_EQ(now.due, kNever);
  EXPECT_EQ(at(3h, {}), Clocks{});
}

TEST(Alarms, ADeadlineIsWarnedOfOnceAndToldOnce) {
  const Clocks first = at(1h, {received(0min), routed(0min)});
  Alarms row = renewed({}, first);
  EXPECT_EQ(row.warn, kMonday + 3h);
  row.warn.reset();
  row = renewed(row, at(3h, {received(0min), routed(0min), plain(EventKind::Noted, 3h)}));
  EXPECT_FALSE(row.warn) << "a note leaves the deadline where it was";
  row.breached = kMonday + 4h;
  row = renewed(row, at(5h, {received(0min), routed(0min), classified(3h, Matter::Consular)}));
  EXPECT_TRUE(row.breached) << "another deadline, passed already when the first was told";
  row = renewed(row, at(6h, {received(0min), routed(0min), answered(5h), received(6h, 2)}));
  EXPECT_EQ(row.warn, kMonday + 25h);
  EXPECT_FALSE(row.breached);
  EXPECT_EQ(renewed(row, Clocks{}), Alarms{});
}

// --- Properties ---

Clocks of(const History& history, Timestamp now = kLater) {
  static const testing::SomeCalendars calendars;
  static const Targets targets = [] {
    Targets made = Targets::defaults();
    made.set(kCairo, Matter::Question, ClockName::FirstAnswer, {30, Unit::Covered});
    made.set(kCairo, Matter::Dialogue, ClockName::Resolution, {3, Unit::Days});
    made.set(kOffice, Matter::Consular, ClockName::NextAnswer, {20, Unit::Wall});
    return made;
  }();
  return clocks(history, calendars, targets, now);
}

// No two at one time: then the order of recording can say nothing.
History apart(History history) {
  for (std::size_t n = 0; n < history.size(); ++n) history[n].at += std::chrono::seconds{n + 1};
  return history;
}

TEST(Clocks, AreTheSameInWhateverOrderTheEventsWereRecorded) {
  std::mt19937_64 random(7);
  testing::for_all(31, [&](const History& history) {
    const History first = apart(history);
    History second = first;
    std::ranges::shuffle(second, random);
    return of(first) == of(recorded(second));
  });
}

TEST(Clocks, AreMovedByNothingThatIsNoneOfTheirBusiness) {
  std::mt19937_64 random(8);
  testing::for_all(32, [&](const History& history) {
    History more = history;
    for (int n = 0; n < 5; ++n) {
      Event next = testing::any_event(random);
      constexpr auto kIdle =
          std::to_array({EventKind::Noted, EventKind::Claimed, EventKind::Rewritten, EventKind::MergedIn,
                         EventKind::Drafted, EventKind::Urgency, EventKind::Lapsed});
      next.kind = kIdle[random() % kIdle.size()];
      next.id = 1'000 + n;
      next.merged = 0;
      more.insert(more.begin() + static_cast<std::ptrdiff_t>(random() % more.size()), next);
    }
    return of(history) == of(more);
  });
}

TEST(Clocks, ATransferThereAndBackAtOneInstantChangesNothing) {
  std::mt19937_64 random(9);
  testing::for_all(33, [&](const History& history) {
    const Timestamp when = kMonday + std::chrono::minutes{random() % 14'400};
    const auto names_desk = [](const Event& e) { return e.kind == EventKind::Routed || e.kind == EventKind::Moved; };
    DeskId there;
    Timestamp since;
    for (const Event& e : history) {
      if (!names_desk(e) || e.at > when || e.at < since) continue;
      there = e.desk;
      since = e.at;
    }
    if (!there) return true;  // before it was anywhere
    History more = history;
    for (const DeskId desk : {DeskId{1}, DeskId{2}, DeskId{3}, there}) {
      Event next = event(EventKind::Moved, when);
      next.desk = desk;
      next.id = 1'000 + static_cast<std::int64_t>(more.size());
      more.push_back(next);
    }
    return of(history) == of(more);
  });
}

// Whether what happened in this conversation itself, not in one merged into it, had begun by then.
bool had_begun(const History& history, Timestamp by) {
  return std::ranges::any_of(history, [&](const Event& first) {
    const bool hers = first.kind == EventKind::Received && first.strand == 0 && first.at <= by;
    return hers && std::ranges::none_of(
                       history, [&](const Event& e) { return e.kind == EventKind::Withdrawn && e.note == first.note; });
  });
}

TEST(Clocks, ALateImportNeverMovesTheFirstAnswerFromBehindItsBeginning) {
  std::mt19937_64 random(10);
  testing::for_all(34, [&](const History& history) {
    const Clock before = of(history).first_answer;
    Event late = event(EventKind::Received, kMonday + std::chrono::minutes{random() % 14'400});
    late.note = 900;
    late.id = 900;
    if (!before.started || late.at < *before.started || !had_begun(history, late.at)) return true;
    History more = history;
    more.push_back(late);
    return of(more).first_answer == before;
  });
}

TEST(Clocks, OnlyWhatIsSpentAndOverDependsOnWhenOneAsks) {
  testing::for_all(35, [&](const History& history) {
    Clocks early = of(history, kMonday);
    Clocks late = of(history, kLater);
    for (auto clock : {&Clocks::first_answer, &Clocks::next_answer, &Clocks::resolution}) {
      if ((early.*clock).spent > (late.*clock).spent) return false;
      for (Clock* each : {&(early.*clock), &(late.*clock)}) {
        each->spent = {};
        each->over.reset();
      }
    }
    return early == late;
  });
}

TEST(Clocks, AreWholeWhateverHappened) {
  testing::for_all(36, [&](const History& history) {
    const Clocks now = of(history);
    if (now.warn > now.due) return false;
    for (const Clock* clock : {&now.first_answer, &now.next_answer, &now.resolution}) {
      if (clock->spent < 0s || (clock->state == ClockState::None) != !clock->started) return false;
      const bool ended =
          clock->state == ClockState::Met || clock->state == ClockState::Missed || clock->state == ClockState::Ended;
      if (ended != clock->stopped.has_value()) return false;
      if (clock->stopped && *clock->stopped < *clock->started && *clock->stopped > kMonday) return false;
      if (clock->state == ClockState::Missed && !(clock->over && *clock->over > 0s)) return false;
      if (clock->state == ClockState::Running && now.due > clock->due) return false;
    }
    return true;
  });
}

}  // namespace
}  // namespace chancery::desk
