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
  Result<Post> review(const staff::User& by, const Post& post) {
    return attempt([&](store::Transaction& tx) {
      return review_release(tx, post.id, {by, store.clock.now()}, "Right and timely");
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
