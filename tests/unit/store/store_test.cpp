#include "store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "store/events.hpp"
#include "unit/store/rows.hpp"

namespace chancery::store {
namespace {

using chancery::test::TestStore;
using test::add_row;
using test::rows;
using testing::ElementsAre;
using testing::HasSubstr;

// Holds the writer's thread inside a call until it is let go.
class HeldWriter {
 public:
  explicit HeldWriter(Store& store) {
    held_ = store.write(Lane::Interactive, [this](Transaction&) -> Status {
      entered_.count_down();
      go_.wait();
      return {};
    });
    entered_.wait();
  }
  void let_go() {
    go_.count_down();
    EXPECT_TRUE(held_.get().has_value());
  }

 private:
  std::latch entered_{1};
  std::latch go_{1};
  std::future<Status> held_;
};

TEST(Store, ReadsWhatWasWrittenAndKeepsItAcrossReopening) {
  TestStore store(test::with_rows());
  const auto id = store->write_now([](Transaction& tx) -> Result<int> {
    (void)add_row(tx, "first");
    return 42;
  });
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(*id, 42);
  EXPECT_THAT(rows(*store), ElementsAre("first"));
  store.reopen();
  EXPECT_THAT(rows(*store), ElementsAre("first"));
}

TEST(Store, ABadWriteInAGroupFailsAlone) {
  TestStore store(test::with_rows());
  HeldWriter held(*store);
  auto good = store->write(Lane::Interactive, [](Transaction& tx) { return add_row(tx, "good"); });
  auto refused = store->write(Lane::Interactive, [](Transaction& tx) -> Status {
    (void)add_row(tx, "undone");
    return fail(Errc::Forbidden, "detail", "hint");
  });
  auto twice = store->write(Lane::Interactive, [](Transaction& tx) {
    (void)add_row(tx, "undone too");
    return add_row(tx, "good");
  });
  auto orphan = store->write(Lane::Interactive, [](Transaction& tx) -> Status {
    connection(tx).query("INSERT INTO row (text, parent) VALUES ('orphan', 999)").run();
    return {};
  });
  auto bug = store->write(Lane::Interactive, [](Transaction& tx) -> Status {
    (void)add_row(tx, "undone as well");
    connection(tx).query("INSERT INTO nowhere VALUES (1)").run();
    return {};
  });
  auto thrown = store->write(Lane::Interactive, [](Transaction&) -> Status { throw std::runtime_error("boom"); });
  auto last = store->write(Lane::Interactive, [](Transaction& tx) { return add_row(tx, "last"); });
  held.let_go();

  EXPECT_TRUE(good.get().has_value());
  EXPECT_TRUE(last.get().has_value());
  const auto refusal = refused.get();
  ASSERT_FALSE(refusal.has_value());
  EXPECT_EQ(refusal.error().code, Errc::Forbidden);
  EXPECT_EQ(refusal.error().hint, "hint");
  EXPECT_EQ(twice.get().error().code, Errc::Conflict);
  EXPECT_EQ(orphan.get().error().code, Errc::Conflict) << "a deferred constraint must not fail the others' COMMIT";
  EXPECT_EQ(bug.get().error().code, Errc::Internal);
  EXPECT_EQ(thrown.get().error().code, Errc::Internal);
  EXPECT_THAT(rows(*store), ElementsAre("good", "last"));
}

TEST(Store, ConflictsNameTheConstraintAndNeverTheValue) {
  TestStore store(test::with_rows());
  const auto add = [](Transaction& tx) { return add_row(tx, "a private sentence"); };
  ASSERT_TRUE(store->write_now(add).has_value());
  const auto again = store->write_now(add);
  ASSERT_FALSE(again.has_value());
  EXPECT_THAT(again.error().detail, HasSubstr("row.text"));
  EXPECT_THAT(again.error().detail, Not(HasSubstr("private")));
  EXPECT_THAT(again.error().hint, Not(HasSubstr("row.text")));
}

TEST(Store, InteractiveWritesOvertakeBulk) {
  TestStore store(test::with_rows());
  HeldWriter held(*store);
  std::vector<std::future<Status>> answers;
  for (const auto* text : {"bulk 1", "bulk 2"}) {
    answers.push_back(store->write(Lane::Bulk, [text](Transaction& tx) { return add_row(tx, text); }));
  }
  answers.push_back(store->write(Lane::Interactive, [](Transaction& tx) { return add_row(tx, "interactive"); }));
  held.let_go();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
  EXPECT_THAT(rows(*store), ElementsAre("interactive", "bulk 1", "bulk 2"));
}

TEST(Store, BulkStepsAsideAfterItsSliceOfFourMilliseconds) {
  TestStore store(test::with_rows());
  HeldWriter held(*store);
  std::vector<std::future<Status>> answers;
  const auto bulk = [&](const char* text) {
    answers.push_back(store->write(Lane::Bulk, [&store, text](Transaction& tx) {
      store.clock.advance(std::chrono::milliseconds{3});
      return add_row(tx, text);
    }));
  };
  std::promise<void> interactive_done;
  // The first bulk call of a slice asks for an interactive one: it must run before the third bulk call.
  answers.push_back(store->write(Lane::Bulk, [&](Transaction& tx) {
    store->submit(
        Lane::Interactive, [](Transaction& inner) { return add_row(inner, "interactive"); },
        [&](Status) { interactive_done.set_value(); });
    store.clock.advance(std::chrono::milliseconds{3});
    return add_row(tx, "bulk 1");
  }));
  bulk("bulk 2");
  bulk("bulk 3");
  held.let_go();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
  interactive_done.get_future().get();
  EXPECT_THAT(rows(*store), ElementsAre("bulk 1", "bulk 2", "interactive", "bulk 3"));
}

TEST(Store, AnInteractiveWriteThatWaitedForASliceDoesNotWaitForTheNext) {
  TestStore store(test::with_rows());
  HeldWriter held(*store);
  std::atomic<bool> second_ran = false;
  std::promise<bool> ran_before_answer;
  auto first = store->write(Lane::Bulk, [&](Transaction& tx) {
    store->submit(
        Lane::Interactive, [](Transaction& inner) { return add_row(inner, "interactive"); },
        [&](Status) { ran_before_answer.set_value(second_ran); });
    store.clock.advance(std::chrono::milliseconds{4});
    return add_row(tx, "bulk 1");
  });
  auto second = store->write(Lane::Bulk, [&](Transaction& tx) {
    second_ran = true;
    return add_row(tx, "bulk 2");
  });
  held.let_go();
  EXPECT_TRUE(first.get().has_value());
  EXPECT_FALSE(ran_before_answer.get_future().get());
  EXPECT_TRUE(second.get().has_value());
}

TEST(Store, AFullLaneAnswersTooManyAndTheOtherStaysOpen) {
  TestStore owner(test::with_rows());
  auto options = owner.options();
  options.queue = 2;
  owner.close();
  auto store = std::move(*Store::open(options, owner.clock, owner.ids));
  HeldWriter held(*store);
  auto first = store->write(Lane::Bulk, [](Transaction& tx) { return add_row(tx, "1"); });
  auto second = store->write(Lane::Bulk, [](Transaction& tx) { return add_row(tx, "2"); });
  EXPECT_EQ(store->health().queued, 2U);
  auto third = store->write(Lane::Bulk, [](Transaction& tx) { return add_row(tx, "3"); });
  ASSERT_EQ(third.wait_for(std::chrono::seconds{0}), std::future_status::ready);
  EXPECT_EQ(third.get().error().code, Errc::TooMany);
  auto other = store->write(Lane::Interactive, [](Transaction& tx) { return add_row(tx, "other lane"); });
  held.let_go();
  EXPECT_TRUE(first.get().has_value());
  EXPECT_TRUE(second.get().has_value());
  EXPECT_TRUE(other.get().has_value());
  EXPECT_THAT(rows(*store), ElementsAre("other lane", "1", "2"));
}

TEST(Store, ClosingCommitsWhatWasAccepted) {
  TestStore store(test::with_rows());
  std::vector<std::future<Status>> answers;
  {
    HeldWriter held(*store);
    for (int i = 0; i < 100; ++i) {
      answers.push_back(store->write(i % 2 == 0 ? Lane::Interactive : Lane::Bulk,
                                     [i](Transaction& tx) { return add_row(tx, std::to_string(i)); }));
    }
    held.let_go();
  }
  store.close();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
  store.open();
  EXPECT_EQ(rows(*store).size(), 100U);
}

TEST(Store, AWriteThatComesWhileTheStoreClosesIsRefusedAtOnce) {
  TestStore store(test::with_rows());
  Store* closing = &*store;
  Status late;
  auto accepted = store->write(Lane::Interactive, [closing, &late](Transaction& tx) {
    // Until ~Store has shut the lanes; it then waits for this call.
    while (late || late.error().code != Errc::Unavailable) {
      closing->submit(Lane::Bulk, [](Transaction&) -> Status { return {}; }, [&late](Status status) { late = status; });
      std::this_thread::yield();
    }
    return add_row(tx, "accepted");
  });
  store.close();
  EXPECT_TRUE(accepted.get().has_value());
  store.open();
  EXPECT_THAT(rows(*store), ElementsAre("accepted"));
}

TEST(Store, ASnapshotDoesNotChangeWhileOthersWrite) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "before"); }).has_value());
  store->read([&](Snapshot& snapshot) {
    EXPECT_THAT(rows(snapshot), ElementsAre("before"));
    ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "meanwhile"); }).has_value());
    EXPECT_THAT(rows(snapshot), ElementsAre("before"));
  });
  EXPECT_THAT(rows(*store), ElementsAre("before", "meanwhile"));
}

TEST(Store, ReadersNeverSeeHalfAWrite) {
  TestStore store(test::with_rows());
  std::atomic<bool> done = false;
  std::atomic<int> reads = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const auto seen = rows(*store).size();
        EXPECT_EQ(seen % 2, 0U);
        ++reads;
      }
    });
  }
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(store
                    ->write_now([i](Transaction& tx) -> Status {
                      (void)add_row(tx, "left " + std::to_string(i));
                      return add_row(tx, "right " + std::to_string(i));
                    })
                    .has_value());
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_GT(reads, 0);
  EXPECT_EQ(rows(*store).size(), 400U);
}

TEST(Store, ManyThreadsWriteAtOnceAndEachGetsItsOwnAnswer) {
  TestStore store(test::with_rows());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto answer = store->write_now([&](Transaction& tx) -> Result<int> {
          (void)add_row(tx, std::to_string(t * 1000 + i));
          return t * 1000 + i;
        });
        ASSERT_TRUE(answer.has_value());
        ASSERT_EQ(*answer, t * 1000 + i);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(rows(*store).size(), 400U);
}

TEST(Store, IdsNeverStepBackAcrossARestartWithAClockThatDid) {
  TestStore store(test::with_rows());
  const auto before = store.ids.next();
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "a"); }).has_value());
  store.close();
  store.clock.advance(-std::chrono::hours{24});
  IdSource fresh(store.clock, 8);
  auto reopened = std::move(*Store::open(store.options(), store.clock, fresh));
  EXPECT_GT(fresh.next(), before);
}

TEST(Store, TheWritersConnectionIsSetForItsPromises) {
  TestStore owner;
  owner.close();
  for (const auto durability : {Durability::Full, Durability::Normal}) {
    auto options = owner.options();
    options.durability = durability;
    auto store = std::move(*Store::open(options, owner.clock, owner.ids));
    const auto number = [&](std::string_view pragma) {
      return *store->write_now([&](Transaction& tx) -> Result<std::int64_t> {
        auto query = connection(tx).query(pragma);
        return query.step() ? query.integer(0) : -1;
      });
    };
    EXPECT_EQ(number("PRAGMA synchronous"), durability == Durability::Full ? 2 : 1);
    EXPECT_EQ(number("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(number("PRAGMA secure_delete"), 1);
    EXPECT_EQ(number("PRAGMA wal_autocheckpoint"), 0);
  }
}

TEST(Store, AnAnswerThatThrowsHarmsNobody) {
  TestStore store(test::with_rows());
  store->submit(
      Lane::Interactive, [](Transaction& tx) { return add_row(tx, "first"); },
      [](Status) { throw std::runtime_error("nobody listens"); });
  EXPECT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "second"); }).has_value());
  EXPECT_THAT(rows(*store), ElementsAre("first", "second"));
}

TEST(Store, HealthTellsSizeMigrationsAndIntegrity) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "a"); }).has_value());
  const auto health = store->health();
  EXPECT_TRUE(health.integrity_ok);
  EXPECT_EQ(health.integrity, "ok");
  EXPECT_GT(health.bytes + health.wal_bytes, 0);
  EXPECT_EQ(health.queued, 0U);
  EXPECT_THAT(health.applied, testing::Contains("20261122T9000_row"));
  EXPECT_TRUE(std::ranges::is_sorted(health.applied));
}

// A slow copier lets the WAL grow to 16,000 frames of 4 kB, where readers are waited for: far below what is written.
TEST(Store, TheWalIsResetWhileRowsPourIn) {
  TestStore store(test::with_rows());
  const std::string text(4000, 'x');
  constexpr int kRows = 30'000;  // 120 MB
  for (int i = 0; i < kRows; ++i) {
    auto answer =
        store->write(Lane::Bulk, [&text, i](Transaction& tx) { return add_row(tx, text + std::to_string(i)); });
    if (i % 50 == 0) {
      ASSERT_TRUE(answer.get().has_value());
    }
  }
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "last"); }).has_value());
  EXPECT_LT(store->health().wal_bytes, 80 * 1024 * 1024);
}

}  // namespace
}  // namespace chancery::store
