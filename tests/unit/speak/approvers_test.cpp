// How many people may approve a post, where fewer than it needs leave it waiting for ever.
#include "speak/approvers.hpp"

#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

class EnoughApprovers : public Desk {
 protected:
  Approvers of(const Post& post) {
    return store->read([&](store::Snapshot& snapshot) { return approvers_of(snapshot, stored(post)); });
  }
  Approvers would(const staff::User& writer, int more) {
    return store->read([&](store::Snapshot& snapshot) { return approvers_for(snapshot, press, {writer.id}, more); });
  }
};

TEST_F(EnoughApprovers, AreCountedWithoutWhoWroteIt) {
  EXPECT_EQ(would(anna, 0).able, 2) << "Ben and Carla";
  EXPECT_EQ(would(carla, 0).able, 1) << "Ben alone";
  EXPECT_EQ(would(carla, 0).missing(), 0);
  EXPECT_EQ(would(carla, 1).missing(), 1) << "the caution asks for one more than there are";
}

TEST_F(EnoughApprovers, OfADraftByTheRuleAndOfWhatWasSubmittedByWhatItNeeds) {
  auto post = draft(carla, says("Release Jane Doe!")).value();
  EXPECT_EQ(of(post).needed, 1);
  EXPECT_EQ(of(post).missing(), 0);
  post = submit(carla, post, {.more_approvals = 1}).value();
  EXPECT_EQ(of(post).needed, 2);
  EXPECT_EQ(of(post).missing(), 1);
  give(admin, AccountRight::Approve);
  EXPECT_EQ(of(post).missing(), 0) << "once a colleague may";
}

TEST_F(EnoughApprovers, WhatWasGivenCountsThoughTheRightIsGone) {
  auto post = submit(anna, draft(anna, says("Release Jane Doe!")).value(), {.more_approvals = 1}).value();
  post = approve(ben, post).value();
  run([&](store::Transaction& tx) {
    return revoke(tx, {ben.id, press, AccountRight::Approve}, admin, store.clock.now());
  });
  EXPECT_EQ(of(post).able, 2);
  EXPECT_EQ(of(post).missing(), 0);
}

}  // namespace
}  // namespace chancery::speak
