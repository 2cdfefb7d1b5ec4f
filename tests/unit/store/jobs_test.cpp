#include "store/jobs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/stores.hpp"

namespace chancery::store {
namespace {

using chancery::test::TestStore;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

class Jobs : public testing::Test {
 protected:
  void add(std::string_view kind, std::string_view key, std::chrono::microseconds in, std::string_view payload = "{}") {
    const auto done = store->write_now([&](Transaction& tx) -> Status {
      schedule(tx, kind, key, store.clock.now() + in, payload);
      return {};
    });
    ASSERT_TRUE(done.has_value());
  }
  std::vector<Job> lease(std::string_view kind, seconds length = seconds{60}, std::size_t limit = 10) {
    return *store->write_now([&](Transaction& tx) -> Result<std::vector<Job>> {
      return lease_due(tx, kind, store.clock.now(), length, limit);
    });
  }
  std::vector<std::string> lease_keys(std::string_view kind, std::size_t limit = 10) {
    std::vector<std::string> keys;
    for (const auto& job : lease(kind, seconds{60}, limit)) keys.push_back(job.key);
    return keys;
  }
  void finish_job(std::int64_t id) {
    ASSERT_TRUE(store
                    ->write_now([&](Transaction& tx) -> Status {
                      finish(tx, id);
                      return {};
                    })
                    .has_value());
  }
  void retry_job(std::int64_t id, std::chrono::microseconds in) {
    ASSERT_TRUE(store
                    ->write_now([&](Transaction& tx) -> Status {
                      retry(tx, id, store.clock.now() + in);
                      return {};
                    })
                    .has_value());
  }
  std::optional<Timestamp> due(std::string_view kind) {
    return store->read([&](Snapshot& snapshot) { return next_due(snapshot, kind); });
  }

  TestStore store;
};

TEST_F(Jobs, AreLeasedWhenDueLongestDueFirst) {
  add("post", "later", hours{1});
  add("post", "second", -seconds{1});
  add("post", "first", -seconds{2});
  add("other", "not asked for", -seconds{3});
  EXPECT_THAT(lease_keys("post"), ElementsAre("first", "second"));
  EXPECT_THAT(lease_keys("post"), ElementsAre()) << "leased once";
  store.clock.advance(hours{1});
  EXPECT_THAT(lease_keys("other"), ElementsAre("not asked for"));
}

TEST_F(Jobs, AreLeasedNoMoreThanAsked) {
  for (const auto* key : {"a", "b", "c"}) add("post", key, seconds{0});
  EXPECT_EQ(lease_keys("post", 2).size(), 2U);
  EXPECT_EQ(lease_keys("post", 2).size(), 1U);
}

TEST_F(Jobs, CarryTheirPayload) {
  add("post", "a", seconds{0}, R"({"note":"1"})");
  const auto jobs = lease("post");
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].payload, R"({"note":"1"})");
  EXPECT_EQ(jobs[0].kind, "post");
  EXPECT_EQ(jobs[0].attempts, 0);
  EXPECT_EQ(jobs[0].run_at, store.clock.now());
}

TEST_F(Jobs, AreUniqueByKindAndKeyAndScheduledAnew) {
  add("post", "a", seconds{0}, "1");
  add("post", "a", hours{1}, "2");
  EXPECT_TRUE(lease("post").empty());
  store.clock.advance(hours{1});
  const auto jobs = lease("post");
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].payload, "2");
}

TEST_F(Jobs, AreGoneWhenFinished) {
  add("post", "a", seconds{0});
  finish_job(lease("post").at(0).id);
  store.clock.advance(hours{24});
  EXPECT_TRUE(lease("post").empty());
  EXPECT_EQ(due("post"), std::nullopt);
}

TEST_F(Jobs, ComeBackWhenRetriedAndCountTheAttempts) {
  add("post", "a", seconds{0});
  for (int attempts = 0; attempts < 3; ++attempts) {
    const auto jobs = lease("post");
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].attempts, attempts);
    retry_job(jobs[0].id, minutes{5});
    EXPECT_TRUE(lease("post").empty());
    store.clock.advance(minutes{5});
  }
}

TEST_F(Jobs, ComeBackWhenTheLeaseRunsOut) {
  add("post", "a", seconds{0});
  EXPECT_EQ(lease("post", seconds{60}).size(), 1U);
  store.clock.advance(seconds{59});
  EXPECT_TRUE(lease("post").empty());
  store.clock.advance(seconds{1});
  EXPECT_EQ(lease("post").size(), 1U);
}

TEST_F(Jobs, ComeBackAtOnceAfterARestart) {
  add("post", "a", seconds{0});
  EXPECT_EQ(lease("post", hours{24}).size(), 1U);
  store.reopen();
  EXPECT_EQ(lease("post").size(), 1U);
}

TEST_F(Jobs, ScheduledAgainDuringTheirRunAreNotRemovedByItsEnd) {
  add("post", "a", seconds{0}, "old");
  const auto running = lease("post");
  add("post", "a", hours{1}, "new");
  finish_job(running.at(0).id);
  store.clock.advance(hours{1});
  const auto jobs = lease("post");
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].payload, "new");
}

TEST_F(Jobs, TellWhenTheNextOneIsDue) {
  EXPECT_EQ(due("post"), std::nullopt);
  add("post", "a", hours{2});
  add("post", "b", hours{1});
  EXPECT_EQ(due("post"), store.clock.now() + hours{1});
  store.clock.advance(hours{1});
  EXPECT_EQ(lease("post", seconds{30}).size(), 1U);
  EXPECT_EQ(due("post"), store.clock.now() + seconds{30}) << "the end of the lease";
  EXPECT_EQ(due("other"), std::nullopt);
}

}  // namespace
}  // namespace chancery::store
