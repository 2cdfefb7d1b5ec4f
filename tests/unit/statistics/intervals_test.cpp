#include "statistics/intervals.hpp"

#include <gtest/gtest.h>

namespace chancery::statistics {
namespace {

TEST(Wilson, GivesTheIntervalOfAShare) {
  const auto half = wilson(10, 20).value();
  EXPECT_NEAR(half.lower, 0.2993, 0.0001);
  EXPECT_NEAR(half.upper, 0.7007, 0.0001);
  const auto none = wilson(0, 20).value();
  EXPECT_EQ(none.lower, 0);
  EXPECT_NEAR(none.upper, 0.1611, 0.0001);
  EXPECT_EQ(wilson(20, 20)->upper, 1);
  EXPECT_FALSE(wilson(0, 0));
}

}  // namespace
}  // namespace chancery::statistics
