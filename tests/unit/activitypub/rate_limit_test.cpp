#include "activitypub/rate_limit.hpp"

#include <gtest/gtest.h>

#include "support/fixed_clock.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

TEST(RateLimit, LetsABurstThroughAndThenTheRate) {
  test::FixedClock clock;
  RateLimit limit(clock, 2, 3);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.take("a").has_value());
  EXPECT_EQ(limit.take("a"), 1s);
  EXPECT_FALSE(limit.take("b").has_value()) << "another name has its own bucket";
  clock.advance(500ms);
  EXPECT_FALSE(limit.take("a").has_value());
  EXPECT_TRUE(limit.take("a").has_value());
}

TEST(RateLimit, RemembersABoundedNumberOfNames) {
  test::FixedClock clock;
  RateLimit limit(clock, 1, 1, 2);
  EXPECT_FALSE(limit.take("a"));
  clock.advance(1s);
  EXPECT_FALSE(limit.take("b"));
  EXPECT_FALSE(limit.take("c"));  // "a" could burst again and is forgotten
  EXPECT_TRUE(limit.take("b")) << "who just asked is still remembered";
}

}  // namespace
}  // namespace chancery::activitypub
