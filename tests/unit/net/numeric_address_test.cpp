#include "net/numeric_address.hpp"

#include <gtest/gtest.h>

namespace chancery::net {
namespace {

NumericAddress address(const char* text) {
  return NumericAddress::parse(text).value();
}

TEST(NumericAddress, HasOneCanonicalText) {
  EXPECT_EQ(address("2001:DB8:0:0:0:0:0:1").text(), "2001:db8::1");
  EXPECT_EQ(address("::ffff:192.0.2.1").text(), "192.0.2.1");
  EXPECT_EQ(address("::ffff:192.0.2.1"), address("192.0.2.1"));
  EXPECT_NE(address("::1"), address("0.0.0.1"));
}

TEST(NumericAddress, KnowsItsNetworkToTheBit) {
  EXPECT_TRUE(address("172.31.255.255").within(address("172.16.0.0"), 12));
  EXPECT_FALSE(address("172.32.0.0").within(address("172.16.0.0"), 12));
  EXPECT_TRUE(address("3fff:fff::").within(address("3fff::"), 20));
  EXPECT_FALSE(address("3fff:1000::").within(address("3fff::"), 20));
  EXPECT_FALSE(address("::").within(address("0.0.0.0"), 0)) << "families are apart";
}

TEST(NumericAddress, CountsAnIpv6SubscriberByTheNetworkItIsGiven) {
  EXPECT_EQ(address("2001:db8:1:2::1").subscriber(), address("2001:db8:1:2:ffff::9").subscriber());
  EXPECT_NE(address("2001:db8:1:2::1").subscriber(), address("2001:db8:1:3::1").subscriber());
  EXPECT_NE(address("192.0.2.1").subscriber(), address("192.0.2.2").subscriber());
}

TEST(NumericAddress, KnowsLoopback) {
  EXPECT_TRUE(address("127.9.9.9").is_loopback());
  EXPECT_TRUE(address("::1").is_loopback());
  EXPECT_FALSE(address("128.0.0.1").is_loopback());
  EXPECT_FALSE(address("::2").is_loopback());
  EXPECT_FALSE(address("::").is_loopback());
}

}  // namespace
}  // namespace chancery::net
