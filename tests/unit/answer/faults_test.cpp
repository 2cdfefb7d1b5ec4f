// What goes wrong between two steps: a process that ends, an event nobody can handle, a clock that somebody sets.
#include <atomic>
#include <random>
#include <thread>

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class Faults : public Inbox {
 protected:
  std::size_t open_conversations() { return list(lea, {.view = InboxQuery::View::Newest}).size(); }
};

// What was read for a batch is in memory alone; the cursor moves with what was written.
TEST_F(Faults, AProcessThatEndsBetweenPreparingAndHandlingLosesNothingAndTakesNothingTwice) {
  const auto post = said(press, "<p>Hello</p>");
  std::vector<activity::Note> asked;
  for (int i = 0; i < 30; ++i) {
    asked.push_back(writes(i % 2 == 0 ? ana : ben, press,
                           {.content = "Question " + std::to_string(i), .answers = post.uri, .answers_note = post.id}));
  }
  {
    Intake ended(incoming);
    std::vector<store::Event> batch;
    store->read([&](store::Snapshot& snapshot) {
      batch = store::events_after(snapshot, store::cursor(snapshot, Intake::kConsumer), 64);
    });
    ASSERT_FALSE(batch.empty());
    ended.prepare(batch);
  }
  std::atomic<int> handled{0};
  {
    // It ends in the middle of a batch.
    Intake next(incoming);
    store::Consumer killed(
        *store, std::string(Intake::kConsumer), [&](auto events) { next.prepare(events); },
        [&](store::Transaction& tx, const store::Event& event) -> Status {
          if (++handled > 7) return fail(Errc::Unavailable, "the process ends");
          return next.handle(tx, event);
        });
    std::jthread running([&](const std::stop_token& stop) { killed.run(stop); });
    while (handled < 8) std::this_thread::yield();
    running.request_stop();
    store->wake_all();
  }
  drain();
  drain();
  std::int64_t messages = 0;
  for (const auto id : list(lea, {.view = InboxQuery::View::Newest})) messages += at(id).messages;
  EXPECT_EQ(messages, 30);
  EXPECT_EQ(open_conversations(), 2U) << "one of each person";
  expect_sound();
}

// One that nobody can handle is set aside by name, and stops nothing behind it.
TEST_F(Faults, AParkedEventIsNamedStopsNothingAndIsTakenUpLater) {
  const auto post = said(press, "<p>Hello</p>");
  const auto stuck = writes(ana, press, {.content = "First", .answers = post.uri, .answers_note = post.id});
  const auto fine = writes(ben, press, {.content = "Second", .answers = post.uri, .answers_note = post.id});
  {
    Intake next(incoming);
    store::Consumer failing(*store, std::string(Intake::kConsumer),
                            [&](store::Transaction& tx, const store::Event& event) -> Status {
                              const auto note = json::integer(event.facts, "note").value_or(0);
                              if (note == stuck.id.value) return fail(Errc::Internal, "it cannot be handled");
                              return next.handle(tx, event);
                            });
    static_cast<void>(failing.drain());
  }
  EXPECT_FALSE(conversation_of(stuck));
  EXPECT_TRUE(conversation_of(fine));
  const auto parked = store->read([](store::Snapshot& snapshot) { return store::parked_events(snapshot); });
  ASSERT_EQ(parked.size(), 1U);
  EXPECT_EQ(parked.front().consumer, Intake::kConsumer);
  EXPECT_EQ(json::integer(parked.front().event.facts, "note"), stuck.id.value);
  expect_sound();  // a message that is nowhere is one that is parked
  run([&](store::Transaction& tx) { return intake.handle(tx, parked.front().event); });
  EXPECT_TRUE(conversation_of(stuck));
  expect_sound();
}

// Somebody sets the clock of the machine, forth and back, while officers work.
TEST_F(Faults, AClockThatLeapsForthAndBackFreesNothingBeforeItsTimeAndBreaksNoRule) {
  std::vector<activity::Note> questions;
  std::vector<ConversationId> ids;
  for (int i = 0; i < 6; ++i) {
    questions.push_back(asks(i % 2 == 0 ? ana : ben, said(press, "<p>Post</p>"), "Question " + std::to_string(i)));
    ids.push_back(conversation_of(questions.back()));
  }
  ASSERT_TRUE(claim(ole, ids.front()));
  for (const auto by : {26h, -50h, 3h}) {
    store.clock.leap(by);
    claims->lapse();
    EXPECT_EQ(at(ids.front()).holder, ole.id) << "a lease is as long as it is, whatever the wall says";
  }
  std::map<ConversationId, std::int64_t> tokens;
  std::mt19937_64 dice(20261122);
  const auto pick = [&](std::size_t of) { return static_cast<std::size_t>(dice() % of); };
  const staff::User* const people[] = {&ole, &amina, &lea};
  for (int i = 0; i < 300; ++i) {
    const auto& by = *people[pick(3)];
    const auto which = pick(ids.size());
    const auto id = ids[which];
    switch (pick(7)) {
      case 0:
        store.clock.leap(std::chrono::hours{static_cast<std::int64_t>(pick(96)) - 48});
        break;
      case 1:
        store.clock.advance(std::chrono::minutes{pick(15)});
        claims->lapse();
        break;
      case 2:
      case 3:
        static_cast<void>(claim(by, id, pick(3) == 0));
        break;
      case 4:
        static_cast<void>(step(by, [&](const Step& s) { return close(s, id, {desk::Outcome::Noted, {}, "brief"}); }));
        break;
      case 5:
        static_cast<void>(
            step(lea, [&](const Step& s) { return move(s, id, pick(2) == 0 ? front : arabic, "there"); }));
        break;
      default:
        static_cast<void>(
            writes(which % 2 == 0 ? ana : ben, press, {.content = "More of it", .answers = questions[which].uri}));
        drain();
    }
    for (const auto one : ids) {
      const auto now = at(one).token;
      ASSERT_GE(now, tokens[one]) << "a token never falls, after step " << i;
      tokens[one] = now;
    }
  }
  expect_sound();
}

}  // namespace
}  // namespace chancery::answer
