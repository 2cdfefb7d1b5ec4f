#include "listen/retention.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "listen/alerts.hpp"
#include "store/sql.hpp"
#include "unit/listen/heard_world.hpp"

namespace chancery::listen {
namespace {

using test::norlandia;
using test::World;

std::int64_t stored_rows(World& world, std::string_view count) {
  return world.listen()->read([&](store::Snapshot& snapshot) -> std::int64_t {
    auto query = store::connection(snapshot).query(count);
    return query.step() ? query.integer(0) : -1;
  });
}

TEST(ForgetSample, TakesTheInventedPostsOutAndLeavesWhatPeopleSaid) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  ASSERT_TRUE(world.store(world.crowd(12, world.now())).has_value());
  ASSERT_TRUE(world.store(world.crowd(30, world.now(), 100), {}, 0, "recording:sample").has_value());
  EXPECT_TRUE(forget_sample(*world.listen()).value());
  EXPECT_FALSE(forget_sample(*world.listen()).value()) << "there is none any more";
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_post"), 12);
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_term"), 12);
}

TEST(ForgetSample, TakesItsHoursAndAlertsAlong) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  const auto unmatched = world.crowd(200, world.now(), 0, "The weather stays fine in the south for the whole week");
  ASSERT_TRUE(world.store(unmatched, {}, 0, "recording:sample").has_value());
  const auto raise = [&](AlertId id, Timestamp at) {
    const Alert alert{.id = id, .subject = id.value, .from = at, .to = at + std::chrono::minutes{10}, .raised_at = at};
    return world.listen()->write_now([&](store::Transaction& tx) -> Status {
      static_cast<void>(store_alert(tx, alert));
      return {};
    });
  };
  ASSERT_TRUE(raise(AlertId{1}, world.now()).has_value());
  ASSERT_TRUE(raise(AlertId{2}, world.now() - std::chrono::hours{9}).has_value());
  ASSERT_GT(stored_rows(world, "SELECT COUNT(*) FROM heard_cell WHERE watch = -1"), 0);
  ASSERT_TRUE(forget_sample(*world.listen()).has_value());
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_cell"), 0);
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM intake_hour"), 0);
  EXPECT_EQ(stored_rows(world, "SELECT MIN(id) FROM alert"), 2) << "raised while something else was heard";
}

TEST(ForgetSample, LeavesAlertsOfHoursInWhichPeopleSpokeToo) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  ASSERT_TRUE(world.store(world.crowd(12, world.now())).has_value());
  ASSERT_TRUE(world.store(world.crowd(30, world.now(), 100), {}, 0, "recording:sample").has_value());
  const Alert alert{.id = AlertId{1},
                    .subject = 1,
                    .from = world.now(),
                    .to = world.now() + std::chrono::minutes{10},
                    .raised_at = world.now()};
  ASSERT_TRUE(world.listen()->write_now([&](store::Transaction& tx) -> Status {
    static_cast<void>(store_alert(tx, alert));
    return {};
  }));
  EXPECT_TRUE(forget_sample(*world.listen()).value());
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM alert"), 1);
}

TEST(Retention, ForgetsCountsAfterFourHundredDays) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  Retention retention(*world.listen());
  ASSERT_TRUE(world.store(world.crowd(12, world.now())).has_value());
  ASSERT_TRUE(retention.run_due().has_value());
  world.advance(std::chrono::days{399});
  ASSERT_TRUE(retention.run_due().has_value());
  EXPECT_GT(stored_rows(world, "SELECT COUNT(*) FROM heard_cell"), 0);
  world.advance(std::chrono::days{2});
  ASSERT_TRUE(retention.run_due().has_value());
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_cell"), 0);
}

TEST(Retention, DeletesWhatWasStoredThirtyDaysAgoAndKeepsTheRest) {
  World world;
  auto watch = norlandia(world.now());
  watch.expires = world.now() + std::chrono::days{90};
  ASSERT_TRUE(world.add_watch(watch).has_value());
  world.start();
  Retention retention(*world.listen());
  ASSERT_TRUE(world.store(world.crowd(1200, world.now())).has_value());
  EXPECT_EQ(retention.run_due().value(), 0);
  world.advance(std::chrono::days{20});
  ASSERT_TRUE(world.store(world.crowd(15, world.now(), 5000)).has_value());
  EXPECT_EQ(retention.run_due().value(), 0);
  world.advance(std::chrono::days{10} + std::chrono::seconds{1});
  EXPECT_EQ(retention.run_due().value(), 1200) << "in slices, all of them";
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_post"), 15);
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_term"), 15);
}

TEST(Retention, KeepsAlertsGapsAndIntakeHoursFourHundredDays) {
  World world;
  auto watch = norlandia(world.now());
  ASSERT_TRUE(world.add_watch(watch).has_value());
  world.start();
  const auto raise = [&](std::int64_t id) {
    ASSERT_TRUE(world.listen()
                    ->write_now([&](store::Transaction& tx) -> Status {
                      Alert alert;
                      alert.id = AlertId{id};
                      alert.subject = id;
                      alert.from = alert.to = alert.raised_at = world.now();
                      EXPECT_TRUE(store_alert(tx, alert));
                      return {};
                    })
                    .has_value());
  };
  const auto hear = [&](int first) {
    ASSERT_TRUE(world.store(world.crowd(3, world.now(), first)).has_value());
    world.intake().gap({.source = "wss://stream.example/subscribe", .from = world.now(), .to = world.now()});
    ASSERT_TRUE(world.intake().flush().has_value());
  };
  const auto rows = [&](const std::string& table) { return stored_rows(world, "SELECT COUNT(*) FROM " + table); };
  raise(1);
  hear(0);
  world.advance(std::chrono::days{200});
  raise(2);
  hear(100);
  world.advance(std::chrono::days{200});
  Retention retention(*world.listen());
  ASSERT_TRUE(retention.run_due().has_value());
  EXPECT_EQ(rows("alert"), 2) << "to the very moment";
  EXPECT_EQ(rows("stream_gap"), 2);
  world.advance(std::chrono::hours{1});
  ASSERT_TRUE(retention.run_due().has_value());
  EXPECT_EQ(rows("alert"), 1);
  EXPECT_EQ(rows("stream_gap"), 1);
  EXPECT_EQ(rows("intake_hour"), 1);
}

TEST(Retention, RunsOnceAnHourAlsoAfterARestart) {
  World world;
  ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
  world.start();
  ASSERT_TRUE(world.store(world.crowd(3, world.now())).has_value());
  Retention retention(*world.listen());
  EXPECT_EQ(retention.run_due().value(), 0);
  world.advance(kRetention + std::chrono::minutes{1});
  world.stop();
  world.listen().reopen();
  Retention later(*world.listen());
  EXPECT_EQ(later.run_due().value(), 3);
  ASSERT_EQ(stored_rows(world, "SELECT COUNT(*) FROM job"), 1);
  EXPECT_EQ(later.run_due().value(), 0) << "not due again yet";
}

TEST(Retention, StopsWhenAsked) {
  World world;
  Retention retention(*world.listen());
  std::jthread worker([&](std::stop_token stop) { retention.run(std::move(stop)); });
  worker.request_stop();
  worker.join();
  EXPECT_EQ(stored_rows(world, "SELECT COUNT(*) FROM heard_post"), 0);
}

}  // namespace
}  // namespace chancery::listen
