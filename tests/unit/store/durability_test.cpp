// What an acknowledgement promises: the write survives kill -9, and a full disk or a failing one is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>
#include <set>
#include <thread>

#include "store/events.hpp"
#include "unit/store/rows.hpp"

namespace chancery::store {
namespace {

using chancery::test::TestStore;
using test::add_row;
using test::rows;
using testing::ElementsAre;

// Runs `work` in a child process, reads `count` numbers that it reports through a pipe, then kills it with SIGKILL.
template <class Work>
std::vector<std::int64_t> reported_before_kill(std::size_t count, Work work) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    work([&](std::int64_t number) {
      if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
    });
    ::_exit(0);
  }
  ::close(ends[1]);
  std::vector<std::int64_t> reported;
  std::int64_t number = 0;
  while (reported.size() < count && ::read(ends[0], &number, sizeof number) == sizeof number)
    reported.push_back(number);
  ::kill(child, SIGKILL);
  // What was acknowledged before the signal came counts too.
  while (::read(ends[0], &number, sizeof number) == sizeof number) reported.push_back(number);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  ::close(ends[0]);
  return reported;
}

TEST(Durability, NoAcknowledgedWriteIsLostByKillMinusNine) {
  TestStore store(test::with_rows());
  store.close();
  std::vector<std::int64_t> acknowledged;
  for (int round = 0; round < 5; ++round) {
    const auto reported = reported_before_kill(200, [&](auto report) {
      store.open();
      std::vector<std::thread> writers;
      for (int t = 0; t < 4; ++t) {
        writers.emplace_back([&, t] {
          for (std::int64_t i = 0;; ++i) {
            const std::int64_t number = (round * 4 + t) * 1'000'000 + i;
            const auto lane = t == 0 ? Lane::Bulk : Lane::Interactive;
            const auto answer =
                store->write(lane, [&](Transaction& tx) { return add_row(tx, std::to_string(number)); }).get();
            if (!answer) ::_exit(2);
            report(number);
          }
        });
      }
      for (auto& writer : writers) writer.join();
    });
    ASSERT_GE(reported.size(), 200U);
    acknowledged.insert(acknowledged.end(), reported.begin(), reported.end());
  }
  store.open();
  EXPECT_TRUE(store->health().integrity_ok);
  const auto kept = rows(*store);
  const std::set<std::string> have(kept.begin(), kept.end());
  for (const auto number : acknowledged) EXPECT_TRUE(have.contains(std::to_string(number))) << number;
}

TEST(Durability, AConsumerHandlesEachEventOnceThoughItIsKilledAgainAndAgain) {
  TestStore store(test::with_rows());
  constexpr std::int64_t kEvents = 600;
  for (std::int64_t i = 1; i <= kEvents; ++i) {
    ASSERT_TRUE(store
                    ->write_now([&](Transaction& tx) -> Status {
                      append_event(tx, "Counted", {{"number", i}});
                      return {};
                    })
                    .has_value());
  }
  store.close();
  // The row's text is unique: handling an event twice would fail, and park it.
  const auto handle = [](Transaction& tx, const Event& event) {
    return add_row(tx, std::to_string(event.facts.at("number").as_int64()));
  };
  for (int round = 0; round < 4; ++round) {
    (void)reported_before_kill(1, [&](auto report) {
      store.open();
      Consumer consumer(*store, "counter", [&](Transaction& tx, const Event& event) {
        // What is left keeps the next ones busy, however late the kill comes.
        if (event.position > kEvents / 5 * (round + 1)) ::pause();
        report(event.position);
        return handle(tx, event);
      });
      std::stop_source never;
      consumer.run(never.get_token());
    });
  }
  store.open();
  Consumer consumer(*store, "counter", handle);
  (void)consumer.drain();
  const auto kept = rows(*store);
  ASSERT_EQ(kept.size(), static_cast<std::size_t>(kEvents));
  for (std::int64_t i = 0; i < kEvents; ++i) EXPECT_EQ(kept[static_cast<std::size_t>(i)], std::to_string(i + 1));
  store->read([&](Snapshot& snapshot) {
    EXPECT_TRUE(parked_events(snapshot).empty());
    EXPECT_EQ(cursor(snapshot, "counter"), kEvents);
  });
}

TEST(Durability, AFullDiskFailsTheGroupAndTheStoreGoesOnWhenSpaceReturns) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "before"); }).has_value());
  const auto limit_pages = [&](const std::string& pages) {
    return store->write_now([&](Transaction& tx) -> Status {
      connection(tx).execute("PRAGMA max_page_count = " + pages);
      return {};
    });
  };
  ASSERT_TRUE(limit_pages("1").has_value()) << "SQLite raises it to the present size";
  const std::string large(64 * 1024, 'x');
  const auto failed = store->write_now([&](Transaction& tx) { return add_row(tx, large); });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, Errc::Unavailable);
  EXPECT_EQ(failed.error().detail.find('x' + std::string(10, 'x')), std::string::npos) << "no content in the log";

  ASSERT_TRUE(limit_pages("1000000").has_value());
  EXPECT_TRUE(store->write_now([&](Transaction& tx) { return add_row(tx, large); }).has_value());
  EXPECT_THAT(rows(*store), ElementsAre("before", large));
  EXPECT_TRUE(store->health().integrity_ok);
}

// Lets no file of this process grow past `bytes` while it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    ::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit old_{};
  sighandler_t signal_;
};

TEST(Durability, AnIoErrorFailsEveryCallOfTheGroupAndNothingOfItStays) {
  TestStore store(test::with_rows());
  ASSERT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "before"); }).has_value());
  const auto wal = static_cast<rlim_t>(store->health().wal_bytes);
  ASSERT_GT(wal, 0U);
  {
    const FileSizeLimit limit(wal);
    std::vector<std::future<Status>> answers;
    for (int i = 0; i < 10; ++i) {
      answers.push_back(
          store->write(Lane::Interactive, [i](Transaction& tx) { return add_row(tx, std::to_string(i)); }));
    }
    for (auto& answer : answers) {
      const auto status = answer.get();
      ASSERT_FALSE(status.has_value());
      EXPECT_EQ(status.error().code, Errc::Unavailable);
    }
    EXPECT_THAT(rows(*store), ElementsAre("before")) << "reading goes on";
  }
  EXPECT_TRUE(store->write_now([](Transaction& tx) { return add_row(tx, "after"); }).has_value());
  EXPECT_THAT(rows(*store), ElementsAre("before", "after"));
  store.reopen();
  EXPECT_THAT(rows(*store), ElementsAre("before", "after"));
  EXPECT_TRUE(store->health().integrity_ok);
}

}  // namespace
}  // namespace chancery::store
