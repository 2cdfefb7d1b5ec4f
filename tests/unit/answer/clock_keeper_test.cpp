#include "answer/clock_keeper.hpp"

#include "answer/chains.hpp"
#include "answer/notices.hpp"
#include "answer/workload.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

// The store's clock stands on Sunday, 22 November 2026; the desks are always open until a test says otherwise.
class ClockKeeperTest : public Inbox {
 protected:
  ClockKeeperTest() { refresh(); }
  void refresh() {
    store->read([this](store::Snapshot& snapshot) { workplaces.replace(worked_by(snapshot)); });
  }
  ConversationId question() { return conversation_of(asks(ana, said(press, "<p>Hello</p>"), "When do you open?")); }
  void promise(std::int64_t minutes) {
    const std::array targets{
        DeskTarget{desk::Matter::Question, desk::ClockName::FirstAnswer, {minutes, desk::Unit::Wall}},
        DeskTarget{desk::Matter::Dialogue, desk::ClockName::FirstAnswer, {minutes, desk::Unit::Wall}},
        DeskTarget{desk::Matter::Consular, desk::ClockName::FirstAnswer, {minutes, desk::Unit::Wall}}};
    run([&](store::Transaction& tx) { return set_targets(tx, front, targets, {&admin, store.clock.now()}); });
  }
  std::vector<NoticeKind> told(const staff::User& user) {
    std::vector<NoticeKind> kinds;
    for (const auto& notice : store->read([&](auto& snapshot) { return notices_of(snapshot, user.id); })) {
      kinds.push_back(notice.kind);
    }
    return kinds;
  }
  // The Arabic desk clears what the front desk writes; an hour of silence is consent.
  void chain_by_silence() {
    give(admin, front, std::array{staff::DeskAction::Read, staff::DeskAction::Manage});
    NamedChain chain{.chain = {}, .name = "Delicate"};
    chain.chain.id = 7;
    chain.chain.rule = "Who has not objected after an hour has consented.";
    chain.chain.steps = {
        {.desk = arabic, .within = {60, desk::Unit::Wall}, .silence = desk::OnSilence::Consent, .escalates_to = {}}};
    run([&](store::Transaction& tx) { return put_chain(tx, chain, {&admin, store.clock.now()}); });
    run([&](store::Transaction& tx) {
      return set_work(tx, {.desk = front, .languages = {"*"}, .countries = {"*"}, .topics = {"*"}, .chain = 7},
                      {&admin, store.clock.now()});
    });
  }
  ClockKeeper::Told step() { return keeper.step(store.clock.now()).value(); }

  bool trusted = true;
  ClockKeeper keeper{*store, workplaces, {.trusts = [this] { return trusted; }, .refresh = [this] { refresh(); }}};
};

TEST_F(ClockKeeperTest, ABreachIsToldOnce) {
  promise(60);
  const auto id = question();
  while (step().any()) {
  }
  store.clock.advance(46min);
  EXPECT_EQ(step().warned, 1U);
  EXPECT_EQ(step().warned, 0U);
  EXPECT_EQ(told(lea), (std::vector{NoticeKind::Warned})) << "nobody has it: the desk's lead is warned";
  store.clock.advance(15min);
  EXPECT_EQ(step().breached, 1U);
  EXPECT_EQ(step().breached, 0U);
  EXPECT_TRUE(at(id).breached_at);
  ASSERT_TRUE(claim(ole, id));
  EXPECT_EQ(step().breached, 0U) << "a claim makes no new deadline";
  EXPECT_EQ(told(lea), (std::vector{NoticeKind::Breached, NoticeKind::Warned}));
  expect_sound();
}

TEST_F(ClockKeeperTest, TheHolderIsWarnedFirst) {
  promise(60);
  const auto id = question();
  while (step().any()) {
  }
  ASSERT_TRUE(claim(ole, id));
  store.clock.advance(50min);
  EXPECT_EQ(step().warned, 1U);
  EXPECT_EQ(told(ole), (std::vector{NoticeKind::Warned}));
  EXPECT_TRUE(told(lea).empty());
}

TEST_F(ClockKeeperTest, WhoIsOnDutyIsWarnedWhereNobodyHasIt) {
  promise(60);
  const Duty duty{store.ids.make<ShiftId>(), front, amina.id, store.clock.now(), store.clock.now() + 8h};
  run([&](store::Transaction& tx) { return add_shift(tx, duty, {&admin, store.clock.now()}); });
  static_cast<void>(question());
  while (step().any()) {
  }
  store.clock.advance(50min);
  EXPECT_EQ(step().warned, 1U);
  EXPECT_EQ(told(amina), (std::vector{NoticeKind::Warned}));
}

TEST_F(ClockKeeperTest, AClockThatLeaptWarnsNobody) {
  promise(60);
  static_cast<void>(question());
  while (step().any()) {
  }
  trusted = false;
  store.clock.advance(24h);
  EXPECT_FALSE(step().any());
  trusted = true;
  EXPECT_EQ(step().breached, 1U);
}

TEST_F(ClockKeeperTest, AChangedCalendarMovesTheDeadlinesOfWhatIsOpen) {
  const auto id = question();
  promise(60);
  while (step().any()) {
  }
  const auto before = at(id).due_at;
  EXPECT_EQ(before, at(id).opened_at + 60min);
  promise(120);
  EXPECT_EQ(at(id).due_at, before) << "not in the transaction of the change";
  EXPECT_EQ(step().recomputed, 1U);
  EXPECT_EQ(at(id).due_at, before + 60min);
  EXPECT_EQ(step().recomputed, 0U);
  expect_sound();
}

TEST_F(ClockKeeperTest, ADeskIsOpenByItsCalendarOnceItHasOne) {
  OfficeCalendar office;
  office.id = store.ids.make<CalendarId>();
  office.name = "Nairobi";
  office.spec.zone = "Africa/Nairobi";
  office.spec.week[0] = {{9h, 17h}};
  run([&](store::Transaction& tx) { return put_calendar(tx, office, {&admin, store.clock.now()}); });
  Work work;
  work.desk = front;
  work.calendar = office.id;
  work.languages = {"*"};
  run([&](store::Transaction& tx) { return set_work(tx, work, {&admin, store.clock.now()}); });
  refresh();
  const auto works = workplaces.now();
  EXPECT_EQ(works->calendars->calendar(front).zone().name(), "Africa/Nairobi");
  EXPECT_EQ(works->calendars->calendar(arabic).zone().name(), "UTC");
  EXPECT_EQ(attempt([&](store::Transaction& tx) { return put_calendar(tx, office, {&admin, store.clock.now()}); })
                .error()
                .code,
            Errc::Conflict)
      << "read before it was stored";
  office.version = 1;
  office.spec.zone = "Africa/Nairoby";
  EXPECT_EQ(attempt([&](store::Transaction& tx) { return put_calendar(tx, office, {&admin, store.clock.now()}); })
                .error()
                .code,
            Errc::Invalid);
}

TEST_F(ClockKeeperTest, AClearanceThatNobodyDecidedGoesOnByItsRule) {
  chain_by_silence();
  ASSERT_TRUE(Inbox::step(ole, [&](const Step& s) { return ask_clearance(s, front, 77, "one"); }));
  EXPECT_EQ(step().fell_due, 0U);
  store.clock.advance(61min);
  trusted = false;
  EXPECT_EQ(step().fell_due, 0U) << "the clock leapt";
  trusted = true;
  EXPECT_EQ(step().fell_due, 1U);
  EXPECT_EQ(step().fell_due, 0U);
  EXPECT_TRUE(Inbox::step(ole, [&](const Step& s) { return check_cleared(s.tx, s.workplace, front, 77, "one"); }));
}

TEST_F(ClockKeeperTest, WhatTheClockLeapsByIsNoTimeInWhichSomebodyWasSilent) {
  chain_by_silence();
  ASSERT_TRUE(Inbox::step(ole, [&](const Step& s) { return ask_clearance(s, front, 77, "one"); }));
  store.clock.advance(20min);
  EXPECT_EQ(step().fell_due, 0U);
  store.clock.leap(72h);
  EXPECT_EQ(step().fell_due, 0U) << "believed or not, nobody could object in these three days";
  store.clock.advance(39min);
  EXPECT_EQ(step().fell_due, 0U);
  store.clock.advance(2min);
  EXPECT_EQ(step().fell_due, 1U) << "an hour of hers has passed";
}

TEST_F(ClockKeeperTest, AClockSetForthAndBackMovesNoDeadline) {
  chain_by_silence();
  ASSERT_TRUE(Inbox::step(ole, [&](const Step& s) { return ask_clearance(s, front, 77, "one"); }));
  store.clock.leap(72h);
  EXPECT_EQ(step().fell_due, 0U);
  store.clock.leap(-72h);
  EXPECT_EQ(step().fell_due, 0U);
  store.clock.advance(61min);
  EXPECT_EQ(step().fell_due, 1U);
}

TEST_F(ClockKeeperTest, SilenceWhileNoServerRanIsHeardAQuarterOfAnHourAfterItsStart) {
  chain_by_silence();
  ASSERT_TRUE(Inbox::step(ole, [&](const Step& s) { return ask_clearance(s, front, 77, "one"); }));
  store.clock.advance(9h);
  ClockKeeper started{*store, workplaces, {.trusts = [] { return true; }, .refresh = [this] { refresh(); }}};
  EXPECT_EQ(started.step(store.clock.now()).value().fell_due, 0U);
  store.clock.advance(16min);
  EXPECT_EQ(started.step(store.clock.now()).value().fell_due, 1U);
}

}  // namespace
}  // namespace chancery::answer
