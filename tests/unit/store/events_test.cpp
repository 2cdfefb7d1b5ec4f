#include "store/events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "store/parked.hpp"
#include "unit/store/rows.hpp"

namespace chancery::store {
namespace {

using chancery::test::TestStore;
using test::add_row;
using test::rows;
using testing::ElementsAre;

Status append(Store& store, std::string_view type, std::int64_t number) {
  return store.write_now([&](Transaction& tx) -> Status {
    append_event(tx, type, {{"number", number}});
    return {};
  });
}

std::vector<Event> all_events(const Store& store) {
  return store.read([](Snapshot& snapshot) { return events_after(snapshot, 0, 1000); });
}

std::vector<ParkedEvent> parked(const Store& store) {
  return store.read([](Snapshot& snapshot) { return parked_events(snapshot); });
}

std::int64_t cursor_of(const Store& store, std::string_view consumer) {
  return store.read([&](Snapshot& snapshot) { return cursor(snapshot, consumer); });
}

// Writes each event's number as a row.
Status to_row(Transaction& tx, const Event& event) {
  return add_row(tx, std::to_string(event.facts.at("number").as_int64()));
}

TEST(Events, KeepTypeFactsAndTime) {
  TestStore store;
  ASSERT_TRUE(append(*store, "NotePublished", 7).has_value());
  const auto events = all_events(*store);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].position, 1);
  EXPECT_EQ(events[0].type, "NotePublished");
  EXPECT_EQ(events[0].facts, (json::Object{{"number", 7}}));
  EXPECT_EQ(events[0].at, store.clock.now());
}

TEST(Events, PositionsHaveNoGapsThoughWritesFail) {
  TestStore store;
  std::vector<std::future<Status>> answers;
  for (int i = 0; i < 30; ++i) {
    answers.push_back(store->write(Lane::Interactive, [i](Transaction& tx) -> Status {
      append_event(tx, "Tried", {{"number", i}});
      if (i % 3 == 0) return fail(Errc::Invalid, "undone");
      return {};
    }));
  }
  for (auto& answer : answers) (void)answer.get();
  const auto events = all_events(*store);
  ASSERT_EQ(events.size(), 20U);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].position, static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ(store->last_position(), 20);
  store.reopen();
  EXPECT_EQ(store->last_position(), 20);
  ASSERT_TRUE(append(*store, "After", 1).has_value());
  EXPECT_EQ(store->last_position(), 21);
}

TEST(Events, ComeInPagesInOrder) {
  TestStore store;
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  store->read([](Snapshot& snapshot) {
    const auto page = events_after(snapshot, 2, 2);
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].position, 3);
    EXPECT_EQ(page[1].position, 4);
    EXPECT_TRUE(events_after(snapshot, 5, 10).empty());
  });
}

TEST(Events, WaitingEndsWithTheNextEvent) {
  TestStore store;
  auto waiting = std::async(std::launch::async, [&] {
    store->wait_for_events(0, std::chrono::hours{1});
    return store->last_position();
  });
  ASSERT_TRUE(append(*store, "Counted", 1).has_value());
  EXPECT_EQ(waiting.get(), 1);
  store->wait_for_events(0, std::chrono::hours{1});  // one is there already: returns at once
}

TEST(Events, WaitingEndsWhenItIsStopped) {
  TestStore store;
  std::jthread waiting([&](const std::stop_token& stop) { store->wait_for_events(0, std::chrono::hours{1}, stop); });
  waiting.request_stop();
  waiting.join();
}

TEST(Consumers, HandleEveryEventOnceInOrder) {
  TestStore store(test::with_rows());
  for (int i = 1; i <= 200; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  Consumer consumer(*store, "rows", to_row);
  EXPECT_EQ(consumer.drain(), 200U);
  EXPECT_EQ(consumer.drain(), 0U);
  ASSERT_TRUE(append(*store, "Counted", 201).has_value());
  store.reopen();
  Consumer again(*store, "rows", to_row);
  EXPECT_EQ(again.drain(), 1U);
  const auto kept = rows(*store);
  ASSERT_EQ(kept.size(), 201U);
  for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i], std::to_string(i + 1));
  EXPECT_EQ(cursor_of(*store, "rows"), 201);
  EXPECT_EQ(cursor_of(*store, "another"), 0);
}

TEST(Consumers, PrepareOutsideTheWriterWhatTheyThenHandle) {
  TestStore store(test::with_rows());
  for (int i = 1; i <= 100; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  std::vector<std::int64_t> prepared;
  std::thread::id writer;
  Consumer consumer(
      *store, "rows",
      [&](std::span<const Event> events) {
        EXPECT_NE(std::this_thread::get_id(), writer);
        prepared.clear();
        for (const auto& event : events) prepared.push_back(event.position);
      },
      [&](Transaction& tx, const Event& event) -> Status {
        writer = std::this_thread::get_id();
        EXPECT_NE(std::ranges::find(prepared, event.position), prepared.end()) << "handled as it came";
        return to_row(tx, event);
      });
  EXPECT_EQ(consumer.drain(), 100U);
  EXPECT_EQ(rows(*store).size(), 100U);
  prepared.clear();
  EXPECT_EQ(consumer.drain(), 0U);
  EXPECT_TRUE(prepared.empty());
}

TEST(Consumers, PrepareAnewWhatFailed) {
  TestStore store(test::with_rows());
  for (int i = 1; i <= 2; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  std::vector<std::size_t> prepared;
  int tries = 0;
  Consumer consumer(
      *store, "rows", [&](std::span<const Event> events) { prepared.push_back(events.size()); },
      [&](Transaction& tx, const Event& event) -> Status {
        if (event.position == 2 && ++tries < 3) return fail(Errc::Unavailable, "not yet");
        return to_row(tx, event);
      });
  EXPECT_EQ(consumer.drain(), 2U);
  EXPECT_THAT(prepared, ElementsAre(2, 1, 1));
}

TEST(FixedClock, TheWallLeapsAndTheSteadyClockGoesOn) {
  chancery::test::FixedClock clock;
  const auto wall = clock.now();
  const auto steady = clock.steady();
  clock.leap(-std::chrono::hours{1});
  EXPECT_EQ(clock.now(), wall - std::chrono::hours{1});
  EXPECT_EQ(clock.steady(), steady);
  clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(clock.now(), wall - std::chrono::minutes{55});
  EXPECT_EQ(clock.steady(), steady + std::chrono::minutes{5});
}

TEST(Consumers, EachHasItsOwnCursor) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(append(*store, "Counted", 1).has_value());
  int seen = 0;
  Consumer first(*store, "first", to_row);
  Consumer second(*store, "second", [&](Transaction&, const Event&) -> Status {
    ++seen;
    return {};
  });
  EXPECT_EQ(first.drain(), 1U);
  EXPECT_EQ(second.drain(), 1U);
  EXPECT_EQ(seen, 1);
  store->read([](Snapshot& snapshot) {
    const auto states = consumers(snapshot);
    ASSERT_EQ(states.size(), 2U);
    EXPECT_EQ(states[0].name, "first");
    EXPECT_EQ(states[1].position, 1);
  });
}

TEST(Consumers, ParkAnEventAfterFiveFailuresAndGoOn) {
  TestStore store(test::with_rows());
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  int tries = 0;
  Consumer consumer(*store, "rows", [&](Transaction& tx, const Event& event) -> Status {
    const auto status = to_row(tx, event);
    if (event.position != 2) return status;
    ++tries;
    if (tries % 2 == 0) throw std::runtime_error("thrown");
    return fail(Errc::Invalid, "cannot be handled");
  });
  EXPECT_EQ(consumer.drain(), 2U);
  EXPECT_EQ(tries, 5);
  EXPECT_THAT(rows(*store), ElementsAre("1", "3")) << "what the failing one wrote is undone";
  const auto aside = parked(*store);
  ASSERT_EQ(aside.size(), 1U);
  EXPECT_EQ(aside[0].consumer, "rows");
  EXPECT_EQ(aside[0].event.position, 2);
  EXPECT_EQ(aside[0].event.type, "Counted");
  EXPECT_EQ(aside[0].event.facts, (json::Object{{"number", 2}}));
  EXPECT_EQ(aside[0].error, "invalid: cannot be handled");
  EXPECT_EQ(cursor_of(*store, "rows"), 3);
}

TEST(Consumers, WhatIsParkedIsTriedAgainAndStaysWhereItFailsOnceMore) {
  TestStore store(test::with_rows());
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  std::set<std::int64_t> failing{1, 3};
  const auto handle = [&](Transaction& tx, const Event& event) -> Status {
    if (auto done = to_row(tx, event); !done) return done;
    return failing.contains(event.position) ? Status(fail(Errc::Conflict, "cannot be handled")) : Status{};
  };
  Consumer consumer(*store, "rows", handle);
  EXPECT_EQ(consumer.drain(), 1U);
  ASSERT_EQ(parked(*store).size(), 2U);
  failing = {3};
  std::size_t prepared = 0;
  const auto retry = [&] {
    return retry_parked(*store, "rows", [&](auto events) { prepared += events.size(); }, handle).value();
  };
  const auto first = retry();
  EXPECT_EQ(first.handled, 1U);
  EXPECT_EQ(first.left, 1U);
  EXPECT_EQ(prepared, 2U);
  EXPECT_THAT(rows(*store), ElementsAre("2", "1")) << "what the failing one wrote is undone";
  failing.clear();
  EXPECT_EQ(retry().handled, 1U);
  EXPECT_TRUE(parked(*store).empty());
  EXPECT_EQ(retry().handled, 0U);
}

TEST(Consumers, WhatStandsBeforeAFailingEventIsHandledOnce) {
  TestStore store(test::with_rows());
  for (int i = 1; i <= 4; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  int failures = 0;
  Consumer consumer(*store, "rows", [&](Transaction& tx, const Event& event) -> Status {
    if (auto written = to_row(tx, event); !written || event.position != 3 || ++failures > 1) return written;
    return fail(Errc::Unavailable, "not yet");
  });
  EXPECT_EQ(consumer.drain(), 4U);
  EXPECT_EQ(failures, 2);
  EXPECT_THAT(rows(*store), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(cursor_of(*store, "rows"), 4);
}

TEST(Consumers, AnEventThatSucceedsAtLastIsNotParked) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(append(*store, "Counted", 1).has_value());
  int tries = 0;
  Consumer consumer(*store, "rows", [&](Transaction& tx, const Event& event) -> Status {
    if (++tries < 5) return fail(Errc::Unavailable, "not yet");
    return to_row(tx, event);
  });
  EXPECT_EQ(consumer.drain(), 1U);
  EXPECT_THAT(rows(*store), ElementsAre("1"));
  EXPECT_TRUE(parked(*store).empty());
}

TEST(Consumers, RunUntilStoppedAndFollowWhatComes) {
  TestStore store(test::with_rows());
  std::promise<void> third_committed;
  std::atomic<int> commits = 0;
  Consumer consumer(*store, "rows", to_row, [&] {
    ++commits;
    if (store->read([](Snapshot& snapshot) { return rows(snapshot).size(); }) == 3) third_committed.set_value();
  });
  std::jthread worker([&](const std::stop_token& stop) { consumer.run(stop); });
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  third_committed.get_future().get();
  worker.request_stop();
  worker.join();
  EXPECT_GE(commits, 1);
  EXPECT_THAT(rows(*store), ElementsAre("1", "2", "3"));
}

TEST(Consumers, MayAppendEventsThemselves) {
  TestStore store;
  ASSERT_TRUE(append(*store, "First", 1).has_value());
  Consumer consumer(*store, "chain", [](Transaction& tx, const Event& event) -> Status {
    if (event.type == "First") append_event(tx, "Second", {{"number", 2}});
    return {};
  });
  EXPECT_EQ(consumer.drain(), 1U);
  EXPECT_EQ(store->last_position(), 2);
  EXPECT_EQ(consumer.drain(), 1U);
}

class Retention : public testing::Test {
 protected:
  std::size_t forget(std::size_t limit = 100) {
    const auto before = store.clock.now() - kEventsKept;
    return *store->write_now([&](Transaction& tx) -> Result<std::size_t> { return forget_events(tx, before, limit); });
  }
  std::int64_t oldest() { return all_events(*store).at(0).position; }

  TestStore store;
};

TEST_F(Retention, ForgetsWhatIsOldAndPassed) {
  for (int i = 1; i <= 6; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  const auto ignore = [](Transaction&, const Event&) -> Status { return {}; };
  Consumer fast(*store, "fast", ignore);
  EXPECT_EQ(fast.drain(), 6U);
  EXPECT_EQ(forget(), 0U) << "too young";
  store.clock.advance(kEventsKept + std::chrono::hours{1});
  ASSERT_TRUE(append(*store, "Young", 7).has_value());
  EXPECT_EQ(forget(2), 2U) << "no more than asked";
  EXPECT_EQ(oldest(), 3);
  EXPECT_EQ(forget(), 4U);
  EXPECT_EQ(oldest(), 7);
}

TEST_F(Retention, WaitsForTheSlowestConsumer) {
  ASSERT_TRUE(append(*store, "Counted", 1).has_value());
  Consumer slow(*store, "slow", [](Transaction&, const Event&) -> Status { return {}; });
  EXPECT_EQ(slow.drain(), 1U);
  for (int i = 2; i <= 4; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  store.clock.advance(kEventsKept + std::chrono::hours{1});
  EXPECT_EQ(forget(), 1U);
  EXPECT_EQ(oldest(), 2);
}

TEST_F(Retention, KeepsTheNewestEventSoThatPositionsGoOn) {
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(append(*store, "Counted", i).has_value());
  store.clock.advance(kEventsKept + std::chrono::hours{1});
  EXPECT_EQ(forget(), 2U);
  EXPECT_EQ(oldest(), 3);
  EXPECT_EQ(forget(), 0U);
  store.reopen();
  ASSERT_TRUE(append(*store, "Counted", 4).has_value());
  EXPECT_EQ(store->last_position(), 4);
}

TEST_F(Retention, ForgetsNothingOfAnEmptyLog) {
  EXPECT_EQ(forget(), 0U);
}

}  // namespace
}  // namespace chancery::store
