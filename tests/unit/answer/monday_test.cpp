#include "answer/monday.hpp"

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

using std::chrono::days;
using std::chrono::November;
using std::chrono::sys_days;
using std::chrono::year;

desk::Zone nairobi() {
  return desk::Zone::named("Africa/Nairobi").value();
}

class MondayPage : public Inbox {
 protected:
  MondayPage() {
    store.clock.set(week.from + days{1} + 9h);
    post = said(press, "<p>Ask us.</p>");
  }
  void append_event(ConversationId id, desk::EventKind kind, std::int64_t other = 0, bool counts = true) {
    const auto works = workplaces.now();
    run([&](store::Transaction& tx) {
      desk::Event event;
      event.kind = kind;
      event.at = store.clock.now();
      event.counts_as_answer = counts;
      return append(tx, works->workplace(), id, Record{.event = event, .other = other}, {nullptr, store.clock.now()});
    });
  }
  void answer_it(const activity::Note& question, bool counts = true) {
    append_event(conversation_of(question), desk::EventKind::Answered, 0, counts);
  }
  Monday seen_by(const staff::User& user) {
    const auto reader = eyes(user);
    const auto works = workplaces.now();
    return store->read([&](store::Snapshot& snapshot) { return monday(snapshot, reader, week, *works->calendars); });
  }
  const WeekSpan week = week_of(nairobi(), sys_days(year{2026} / November / 18));
  activity::Note post;
};

TEST(Week, BeginsOnMondayWhereTheFrontDeskIs) {
  const auto monday = sys_days(year{2026} / November / 16);
  for (const int day : {0, 1, 6}) {
    const auto week = week_of(nairobi(), monday + days{day});
    EXPECT_EQ(to_rfc3339(week.from), "2026-11-15T21:00:00Z") << day;
    EXPECT_EQ(to_rfc3339(week.to), "2026-11-22T21:00:00Z") << day;
  }
  // A week in which clocks go back has an hour more.
  const auto autumn = week_of(desk::Zone::named("Europe/Oslo").value(), sys_days(year{2026} / 10 / 20));
  EXPECT_EQ(autumn.to - autumn.from, days{7} + 1h);
  const auto now = sys_days(year{2026} / November / 23) + 1h;  // four in the morning there
  EXPECT_EQ(to_rfc3339(last_week(nairobi(), now).from), "2026-11-15T21:00:00Z");
  EXPECT_EQ(to_rfc3339(last_week(nairobi(), now - 5h).from), "2026-11-08T21:00:00Z") << "still Sunday";
}

TEST_F(MondayPage, CountsWhoAskedAndWhoWasAnsweredAndHowSoon) {
  const auto first = asks(ana, post, "When do you open?");
  const auto second = asks(ben, post, "When do you close?");
  store.clock.advance(2h);
  answer_it(first);
  asks(ana, post, "Thank you.");
  store.clock.advance(2h);
  answer_it(second, false);
  const auto one = seen_by(ole);
  EXPECT_EQ(one.all.dialogue.asked, 2);
  EXPECT_EQ(one.all.dialogue.answered, 1) << "a holding line is no answer";
  EXPECT_EQ(one.all.dialogue.first_answer, 2h);
  answer_it(second);
  const auto both = seen_by(ole);
  EXPECT_EQ(both.all.dialogue.answered, 2);
  EXPECT_EQ(both.all.dialogue.first_answer, 3h) << "between two and four";
  EXPECT_EQ(both.desks.at(front).dialogue.asked, 2);
  EXPECT_EQ(both.desks.at(arabic).dialogue.asked, 0);
  EXPECT_FALSE(both.desks.at(arabic).dialogue.first_answer);
  EXPECT_TRUE(seen_by(admin).desks.empty()) << "she reads at no desk";
}

TEST_F(MondayPage, KeepsDialogueAndSessionsApart) {
  asks(ana, post, "When do you open?");
  append_event(conversation_of(asks(ben, post, "A question for the session")), desk::EventKind::JoinedQa, 5);
  const auto found = seen_by(ole);
  EXPECT_EQ(found.all.dialogue.asked, 1);
  EXPECT_EQ(found.all.qa.asked, 1);
  EXPECT_EQ(found.all.dialogue.open, 1);
  EXPECT_EQ(found.all.qa.open, 1);
}

TEST_F(MondayPage, CountsWhatWasSaidToFewForThoseWhoReadItAlone) {
  writes(ben, press,
         {.content = "My passport is lost.",
          .answers = {},
          .answers_note = {},
          .visibility = activity::Visibility::Direct,
          .how = store::AddressedHow::Direct});
  drain();
  EXPECT_EQ(seen_by(ole).all.dialogue.asked, 0);
  EXPECT_EQ(seen_by(ole).all.dialogue.open, 0);
  EXPECT_EQ(seen_by(lea).all.dialogue.asked, 1);
  EXPECT_EQ(seen_by(lea).all.dialogue.open, 1);
}

TEST_F(MondayPage, WhatCameBeforeOrAfterIsNotOfThatWeek) {
  store.clock.set(week.from - 1h);
  const auto early = asks(ana, post, "When do you open?");
  store.clock.set(week.to);
  asks(ben, post, "When do you close?");
  answer_it(early);
  const auto found = seen_by(ole);
  EXPECT_EQ(found.all.dialogue.asked, 0);
  EXPECT_EQ(found.all.dialogue.answered, 0);
  EXPECT_EQ(found.all.dialogue.open, 2) << "now";
}

TEST_F(MondayPage, ATopicIsNewWhereItIsAskedMoreThanTwiceAsOften) {
  const auto ask_of = [&](std::string_view what, int times) {
    for (int n = 0; n < times; ++n) {
      auto she = actor("she" + std::to_string(store.ids.next()));
      run([&](store::Transaction& tx) -> Status {
        she.id = store::save_actor(tx, she);
        return {};
      });
      asks(she, post, std::string(what));
    }
  };
  store.clock.set(week.from - days{20});
  ask_of("What about climate change and emissions?", 8);
  store.clock.set(week.from + days{1});
  ask_of("What about climate change and emissions?", 3);
  ask_of("How do I apply for a visa at the consulate?", 3);
  const auto topics = seen_by(ole).topics;
  ASSERT_GE(topics.size(), 2U);
  std::map<std::string, TopicNews> by_name;
  for (const auto& one : topics) by_name[one.topic] = one;
  ASSERT_TRUE(by_name.contains("climate"));
  EXPECT_EQ(by_name["climate"].asked, 3);
  EXPECT_EQ(by_name["climate"].usual, 2.0);
  EXPECT_FALSE(by_name["climate"].is_new);
  EXPECT_TRUE(topics.front().is_new);
  EXPECT_EQ(topics.front().usual, 0.0);
}

}  // namespace
}  // namespace chancery::answer
