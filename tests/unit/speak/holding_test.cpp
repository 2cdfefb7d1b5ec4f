#include <gtest/gtest.h>

#include <optional>
#include <string_view>
#include <vector>

#include "desk.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;

class Holding : public Desk {
 protected:
  Result<std::size_t> lift(const staff::User& by, std::string_view reason) {
    return attempt([&](store::Transaction& tx) { return lift_hold(tx, {by, store.clock.now()}, reason); });
  }
  std::vector<PostStep> record_of(const Post& post) {
    return store->read([&](store::Snapshot& snapshot) { return steps_of(snapshot, post.id); });
  }
};

TEST_F(Holding, OnePressHoldsEveryPostThatHasNotLeft) {
  const auto one = schedule(anna, agreed("One", "1"), store.clock.now() + 1h).value();
  const auto two = agreed("Two", "2");
  EXPECT_EQ(hold(carla, "Earthquake").error().code, Errc::Forbidden) << "she may publish nowhere";
  EXPECT_EQ(hold(ben, "Earthquake").value(), 2U);
  store.clock.advance(2h);
  EXPECT_EQ(send(), 0U);
  EXPECT_EQ(stored(one).status, PostStatus::Held);
  EXPECT_EQ(lift(carla, "It is over").error().code, Errc::Forbidden);
  EXPECT_EQ(lift(ben, "It is over").value(), 2U);
  EXPECT_EQ(schedule(anna, two, std::nullopt).value().status, PostStatus::Approved);
  store.clock.advance(1h);
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(stored(one).status, PostStatus::Held) << "each goes on by itself";
}

TEST_F(Holding, APostThatCannotBeReadIsHeldAndStopsNoOther) {
  const auto broken = agreed("Damaged", "1");
  const auto sound = agreed("Sound", "2");
  run([&](store::Transaction& tx) -> Status {
    store::connection(tx).query("UPDATE post_version SET body = '{' WHERE post = ?").bind(broken.id).run();
    return {};
  });
  EXPECT_EQ(hold(ben, "Earthquake").value(), 2U);
  const auto held = store->read([](store::Snapshot& snapshot) { return posts(snapshot, {}); });
  ASSERT_EQ(held.size(), 2U);
  for (const auto& post : held) EXPECT_EQ(post.status, PostStatus::Held);
  EXPECT_TRUE(held.back().unreadable);
  EXPECT_EQ(held.back().body.account, press);
  EXPECT_FALSE(held.front().unreadable);
  EXPECT_EQ(held.front().id, sound.id);
}

TEST_F(Holding, ThePostsOwnRecordSaysWhoHeldItWhyAndWhoLiftedTheHold) {
  const auto before = agreed("Agreed before", "1");
  const auto pressed = store.clock.now();
  ASSERT_TRUE(hold(ben, "Earthquake"));
  store.clock.advance(1h);
  const auto after = agreed("Agreed while it stands", "2");
  ASSERT_TRUE(lift(anna, "It is over"));
  for (const auto& post : {before, after}) {
    const auto taken = record_of(post);
    ASSERT_GE(taken.size(), 3U);
    const auto& held = *(taken.end() - 2);
    EXPECT_EQ(held.step + ' ' + held.actor + ' ' + held.reason, "hold user:ben Earthquake");
    EXPECT_EQ(held.since.value_or(held.at), pressed) << "when she pressed, not when the post was approved";
    EXPECT_EQ((taken.end() - 3)->step, "approve");
    EXPECT_EQ(taken.back().step + ' ' + taken.back().actor + ' ' + taken.back().reason, "lift user:anna It is over");
  }
}

TEST_F(Holding, LettingAHeldPostGoHasItsOwnPlaceInItsRecord) {
  const auto post = agreed("Our carnival begins");
  ASSERT_TRUE(schedule(anna, post, store.clock.now() + 24h));
  EXPECT_EQ(record_of(post).back().step, "schedule") << "nothing held it";
  const auto held_at = store.clock.now();
  ASSERT_TRUE(hold(ben, "Earthquake"));
  ASSERT_TRUE(lift(ben, "It is over"));
  store.clock.advance(2h);
  ASSERT_TRUE(schedule(anna, post, std::nullopt));
  const auto gone_on = record_of(post).back();
  EXPECT_EQ(gone_on.step + ' ' + gone_on.actor, "resume user:anna");
  EXPECT_EQ(gone_on.since, held_at);
  EXPECT_EQ(gone_on.at, held_at + 2h) << "until when it was held";
}

TEST_F(Holding, WhatIsApprovedLaterIsHeldToo) {
  ASSERT_EQ(hold(ben, "Earthquake").value(), 0U);
  auto post = agreed("Our carnival begins");
  EXPECT_EQ(post.status, PostStatus::Held);
  EXPECT_EQ(schedule(anna, post, store.clock.now() + 1h).error().code, Errc::Conflict);
  store.clock.advance(2h);
  EXPECT_EQ(send(), 0U);
  set({.approvals = 0, .grace = 0s});
  EXPECT_EQ(submit(anna, draft(anna, says("And ends"), "2").value()).value().status, PostStatus::Held);
}

TEST_F(Holding, StandsOverARestartUntilItIsLiftedOnce) {
  ASSERT_TRUE(hold(ben, "Earthquake").has_value());
  ASSERT_TRUE(hold(anna, "Flood").has_value());
  store.reopen();
  const auto standing = store->read(standing_hold);
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->reason, "Earthquake") << "the first press counts";
  EXPECT_EQ(lift(anna, "").error().code, Errc::Invalid);
  EXPECT_TRUE(lift(anna, "It is over").has_value());
  EXPECT_EQ(lift(anna, "It is over").error().code, Errc::Conflict);
  EXPECT_FALSE(store->read(standing_hold));
}

TEST_F(Holding, APostLongPastItsTimeWaitsForPeople) {
  const auto late = schedule(anna, agreed("Happy new year", "1"), store.clock.now() + 1h).value();
  const auto soon = agreed("As soon as it may", "2");
  store.reopen();
  store.clock.advance(24h * 30);
  EXPECT_EQ(send(), 2U);
  EXPECT_EQ(stored(late).status, PostStatus::Held);
  EXPECT_EQ(stored(soon).status, PostStatus::Sent);
  EXPECT_EQ(steps(late).back(), "sender hold");
  EXPECT_EQ(schedule(anna, stored(late), std::nullopt).value().status, PostStatus::Approved);
}

}  // namespace
}  // namespace chancery::speak
