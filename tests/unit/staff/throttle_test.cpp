#include "staff/throttle.hpp"

#include <gtest/gtest.h>

#include "support/fixed_clock.hpp"

namespace chancery::staff {
namespace {

using namespace std::chrono_literals;

class Throttled : public testing::Test {
 protected:
  void fail_times(std::string_view key, int times) {
    for (int i = 0; i < times; ++i) EXPECT_FALSE(throttle_.enter(key).has_value()) << i;
  }

  chancery::test::FixedClock clock_;
  Throttle throttle_{clock_, {.free = 3, .first = 2s, .longest = 30s, .forget = 10min, .keys = 4}};
};

TEST_F(Throttled, AfterTheFreeOnesEachFailureDoublesTheWaitUpToTheLongest) {
  fail_times("a", 3);
  for (const auto wait : {2s, 4s, 8s, 16s, 30s, 30s, 30s}) {
    EXPECT_EQ(throttle_.enter("a"), wait);
    clock_.advance(wait - 1s);
    EXPECT_EQ(throttle_.enter("a"), 1s);
    clock_.advance(1s);
    EXPECT_FALSE(throttle_.enter("a").has_value());
  }
}

TEST_F(Throttled, WaitingTriesDoNotLengthenTheWait) {
  fail_times("a", 3);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(throttle_.enter("a"), 2s);
}

TEST_F(Throttled, KeysAreApart) {
  fail_times("a", 3);
  EXPECT_TRUE(throttle_.enter("a").has_value());
  EXPECT_FALSE(throttle_.enter("b").has_value());
}

TEST_F(Throttled, SuccessAndTimeStartTheCountAnew) {
  fail_times("a", 3);
  throttle_.succeeded("a");
  fail_times("a", 3);
  clock_.advance(10min);
  fail_times("a", 3);
  EXPECT_TRUE(throttle_.enter("a").has_value());
}

TEST_F(Throttled, ATryThatSaidNothingIsTakenBack) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(throttle_.enter("a").has_value());
    throttle_.leave("a");
  }
  fail_times("a", 3);
  EXPECT_TRUE(throttle_.enter("a").has_value());
}

TEST_F(Throttled, OnlyTheLongestUntouchedKeyIsForgotten) {
  fail_times("a", 3);
  for (const auto* key : {"b", "c", "d"}) fail_times(key, 1);
  EXPECT_TRUE(throttle_.enter("a").has_value());
  fail_times("e", 1);
  fail_times("a", 3);
}

TEST(AddressBlock, CountsAnIpv6NetworkAsOne) {
  EXPECT_EQ(address_block("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_block("2001:db8:1:2:3:4:5:6"), address_block("2001:db8:1:2:ffff::1"));
  EXPECT_NE(address_block("2001:db8:1:2::1"), address_block("2001:db8:1:3::1"));
  EXPECT_EQ(address_block("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_block("unix"), "unix");
}

}  // namespace
}  // namespace chancery::staff
