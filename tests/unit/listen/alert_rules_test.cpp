#include "listen/alert_rules.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "heard_world.hpp"
#include "listen/alerts.hpp"
#include "store/sql.hpp"

namespace chancery::listen::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class AlertRulesTest : public ::testing::Test {
 protected:
  AlertRulesTest() {
    NewWatch watch = norlandia(world_.now());
    watch.terms.emplace_back("Norlandie");
    EXPECT_TRUE(world_.add_watch(watch).has_value());
    world_.start();
    // To the beginning of an hour.
    world_.advance(start_of_hour(world_.now()) + hours{1} - world_.now());
  }

  // One hour of so many people in each language, with a look every ten minutes, a minute past.
  void hour(int english, int french) {
    const Timestamp from = world_.now();
    for (int part = 0; part < 6; ++part) {
      std::vector<Post> posts;
      const auto say = [&](int people, const std::string& words) {
        auto crowd = world_.crowd(people / 6, from + minutes{10 * part}, next_, words);
        next_ += people / 6;
        posts.insert(posts.end(), crowd.begin(), crowd.end());
      };
      say(english, "Good news from Norlandia this morning, said my neighbour");
      say(french, "De bonnes nouvelles de la Norlandie ce matin, dit ma voisine");
      ASSERT_TRUE(world_.store(posts).has_value());
      world_.advance(minutes{1});
      ASSERT_TRUE(rules_.look().has_value());
      world_.advance(minutes{9});
    }
  }
  [[nodiscard]] std::vector<Alert> told(AlertKind kind) {
    auto all = world_.listen()->read([](store::Snapshot& s) { return alerts(s, {}, std::nullopt, {}, 100); });
    std::erase_if(all, [&](const Alert& alert) { return alert.kind != kind; });
    return all;
  }

  World world_;
  AlertRules rules_{*world_.chancery(), *world_.listen(), world_.talk()};
  int next_ = 0;
};

// The rules look every minute, so most of an hour is judged before the hour is over.
TEST_F(AlertRulesTest, ASilenceIsToldThoughTheRulesLookOftenerThanHourly) {
  for (int i = 0; i < 72; ++i) hour(72, 48);
  EXPECT_TRUE(told(AlertKind::Silence).empty());
  const Timestamp noon = world_.now();
  for (int i = 0; i < 3; ++i) hour(72, 0);
  const auto silences = told(AlertKind::Silence);
  ASSERT_EQ(silences.size(), 1U);
  EXPECT_EQ(silences[0].value, "fr");
  EXPECT_EQ(silences[0].from, noon);
  EXPECT_FALSE(silences[0].n.has_value());  // nobody: fewer than ten
}

TEST_F(AlertRulesTest, WhatAWatchHearsOnItsFirstDayIsNoNewStory) {
  for (int i = 0; i < 24; ++i) hour(36, 24);
  EXPECT_TRUE(told(AlertKind::Narrative).empty());
}

// Before the baseline has an hour of its own, a burst is measured against the ten minutes before it.
TEST_F(AlertRulesTest, ABurstOfTheFirstHourSaysWhatWasExpectedInNumbers) {
  hour(72, 0);
  const auto posts = world_.crowd(200, world_.now(), 1000, "Alarming news from Norlandia tonight, said my neighbour");
  ASSERT_TRUE(world_.store(posts).has_value());
  world_.advance(minutes{11});
  ASSERT_TRUE(rules_.look().has_value());
  const auto bursts = told(AlertKind::Burst);
  ASSERT_EQ(bursts.size(), 1U);
  ASSERT_FALSE(bursts[0].reasons.empty());
  const auto& why = bursts[0].reasons[0].as_object();
  EXPECT_EQ(why.at("code").as_string(), "above_expected");
  EXPECT_NEAR(why.at("expected").as_double(), 12, 1);
  EXPECT_NEAR(why.at("upper").as_double(), 19, 2);
}

TEST_F(AlertRulesTest, AnAlertWhoseReasonsCannotBeReadIsStillTold) {
  hour(72, 0);
  ASSERT_TRUE(world_.store(world_.crowd(200, world_.now(), 1000, "Alarming news from Norlandia")).has_value());
  world_.advance(minutes{11});
  ASSERT_TRUE(rules_.look().has_value());
  const auto damaged = world_.listen()->write_now([](store::Transaction& tx) {
    store::connection(tx).execute(R"(UPDATE alert SET reasons = '[{"code":"above_expected","upper":Infinity}]')");
    return Status{};
  });
  ASSERT_TRUE(damaged.has_value());
  const auto bursts = told(AlertKind::Burst);
  ASSERT_EQ(bursts.size(), 1U);
  EXPECT_TRUE(bursts[0].reasons.empty());
}

}  // namespace
}  // namespace chancery::listen::test
