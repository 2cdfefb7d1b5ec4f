#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "desk.hpp"

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;

class Releasing : public Desk {
 protected:
  Post released(const std::string& markdown) {
    return release(anna, draft(anna, says(markdown)).value(), "Fire; nobody else can be reached").value();
  }
  // Of what left.
  Result<Post> review(const staff::User& by, const Post& post) {
    const auto release = *stored(post).release;
    return review(by, post, release.version, release.digest);
  }
  Result<Post> review(const staff::User& by, const Post& post, int version, const std::string& digest) {
    return attempt([&](store::Transaction& tx) {
      return review_release(tx, post.id, {by, store.clock.now()}, {version, digest, "Right and timely"});
    });
  }
  Result<Post> give_back(const staff::User& by, const Post& post) {
    return attempt([&](store::Transaction& tx) {
      return return_post(tx, post.id, {by, store.clock.now()}, post.version, "Not so");
    });
  }
  std::vector<Post> open() { return store->read(unreviewed_releases); }
};

TEST_F(Releasing, OneOfficerReleasesInAnEmergencyAndAnotherReviewsIt) {
  auto post = draft(anna, says("Stay away from the port.")).value();
  EXPECT_EQ(release(anna, post, "").error().code, Errc::Invalid);
  post = release(anna, post, "Fire; nobody else can be reached").value();
  EXPECT_EQ(send(), 1U);
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(review(anna, post).error().code, Errc::Forbidden);
  EXPECT_EQ(review(ben, post).value().release->review, "Right and timely");
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(review(carla, post).error().code, Errc::Conflict);
}

TEST_F(Releasing, AChangeDoesNotHideWhatWasReleased) {
  auto post = released("Stay away from the prot.");
  ASSERT_EQ(send(), 1U);
  post = change(carla, stored(post), says("Stay away from the port.")).value();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open()[0].release->version, 1);
  post = attempt([&](store::Transaction& tx) {
           return withdraw_post(tx, post.id, {carla, store.clock.now()}, "");
         }).value();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(review(anna, post).error().code, Errc::Forbidden);
  EXPECT_EQ(review(ben, post).value().release, std::nullopt) << "of the version that stands there is none";
  EXPECT_TRUE(open().empty());
}

TEST_F(Releasing, TheReviewIsOfWhatLeftWhateverStandsSince) {
  const auto left = released("Stay away from the prot.");
  ASSERT_EQ(send(), 1U);
  auto post = submit(carla, change(carla, stored(left), says("Stay away from the port.")).value()).value();
  post = approve(ben, post).value();
  store.clock.advance(30s);
  ASSERT_EQ(send(), 1U) << "the change has left too";
  const auto newest = review(ben, post, post.version, post.digest);
  ASSERT_FALSE(newest.has_value());
  EXPECT_EQ(newest.error().code, Errc::Conflict);
  EXPECT_NE(newest.error().hint.find("version 1 left by this release, not version 2"), std::string::npos)
      << newest.error().hint;
  const auto other_words = review(ben, post, 1, post.digest);
  ASSERT_FALSE(other_words.has_value());
  EXPECT_EQ(other_words.error().code, Errc::Conflict);
  EXPECT_NE(other_words.error().hint.find("digest:"), std::string::npos) << other_words.error().hint;
  ASSERT_EQ(open().size(), 1U) << "nothing was noted";
  EXPECT_EQ(open()[0].release->digest, left.digest);
  EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return readable_version(snapshot, left.id, 1); }), left.body);
  ASSERT_TRUE(review(ben, post, 1, left.digest).has_value());
  const auto taken = store->read([&](store::Snapshot& snapshot) { return steps_of(snapshot, post.id); });
  EXPECT_EQ(taken.back().step, "review");
  EXPECT_EQ(taken.back().version, 1) << "noted at the version that left";
}

TEST_F(Releasing, WhoCorrectedItAfterwardsMayReviewWhatLeft) {
  auto post = released("Stay away from the prot.");
  ASSERT_EQ(send(), 1U);
  post = change(carla, stored(post), says("Stay away from the port.")).value();
  EXPECT_TRUE(review(carla, post).has_value()) << "she neither wrote nor released what left";
}

TEST_F(Releasing, SaysHowManyApprovalsWereMissing) {
  set({.approvals = 2, .grace = {}});
  auto post = released("Stay away from the port.");
  EXPECT_EQ(stored(post).release->approvals_missing, 2);
  post = draft(anna, says("Boil the water."), "another").value();
  post = approve(ben, submit(anna, post, {.more_approvals = 1}).value()).value();
  EXPECT_EQ(release(anna, post, "The third cannot be reached").value().release->approvals_missing, 2);
  post = approve(carla, submit(anna, draft(anna, says("Stay inside."), "third").value()).value()).value();
  EXPECT_EQ(release(anna, post, "Ben cannot be reached").value().release->approvals_missing, 1);
}

TEST_F(Releasing, WhoReleasedDoesNotApproveWhatIsMadeOfItBeforeTheReview) {
  give(anna, AccountRight::Approve);
  auto post = released("Stay away from the prot.");
  ASSERT_EQ(send(), 1U);
  post = submit(carla, change(carla, stored(post), says("Stay away from the port.")).value()).value();
  EXPECT_EQ(approve(anna, post).error().code, Errc::Forbidden);
  EXPECT_TRUE(approve(ben, post).has_value());
}

TEST_F(Releasing, WhatCameBackIsReleasedAgain) {
  auto post = released("Stay away from the prot.");
  post = give_back(ben, post).value();
  EXPECT_EQ(post.release, std::nullopt);
  EXPECT_TRUE(open().empty()) << "it never left";
  post = change(anna, post, says("Stay away from the port.")).value();
  post = release(anna, post, "Still burning").value();
  EXPECT_EQ(post.status, PostStatus::Approved);
  EXPECT_EQ(post.release->reason, "Still burning");
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(open().size(), 1U);
}

TEST_F(Releasing, PassesAHoldOfEverything) {
  ASSERT_TRUE(hold(ben, "Earthquake").has_value());
  const auto post = released("Stay away from the port.");
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
}

}  // namespace
}  // namespace chancery::speak
