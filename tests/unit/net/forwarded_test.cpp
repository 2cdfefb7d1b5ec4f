#include "net/forwarded.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chancery::net {
namespace {

// Who asks, after a proxy at `address` has sent these fields.
struct Heard {
  std::string peer;
  bool secure = false;
};

Heard heard(const std::vector<std::string>& trusted, const std::string& address,
            const std::vector<std::pair<std::string, std::string>>& fields) {
  Request request;
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  set_peer(request, address, TrustedProxies::parse(trusted).value());
  return {request.peer, request.secure};
}

TEST(TrustedProxies, AreAddressesAndNetworksOfBothFamilies) {
  const auto proxies =
      TrustedProxies::parse(std::vector<std::string>{"192.0.2.5", "10.0.0.0/8", "2001:db8:7::/48", "::1"}).value();
  for (const auto* inside : {"192.0.2.5", "10.255.0.1", "::ffff:10.1.2.3", "2001:db8:7:ffff::1", "::1"}) {
    EXPECT_TRUE(proxies.contain(inside)) << inside;
  }
  for (const auto* outside : {"192.0.2.6", "11.0.0.1", "9.255.255.255", "2001:db8:8::1", "::2", "", "nonsense"}) {
    EXPECT_FALSE(proxies.contain(outside)) << outside;
  }
}

TEST(TrustedProxies, NameTheTextThatIsNoNetwork) {
  for (const auto* bad : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "2001:db8::/129",
                          "10.0.0/8", "/8", "::ffff:10.0.0.0/8"}) {
    const auto refused = TrustedProxies::parse(std::vector<std::string>{"10.0.0.1", bad});
    ASSERT_FALSE(refused.has_value()) << bad;
    EXPECT_EQ(refused.error().code, Errc::Invalid);
    EXPECT_NE(refused.error().hint.find('"' + std::string(bad) + '"'), std::string::npos) << bad;
  }
}

TEST(TrustedProxies, ZeroBitsAreEverybodyOfThatFamily) {
  const auto proxies = TrustedProxies::parse(std::vector<std::string>{"0.0.0.0/0"}).value();
  EXPECT_TRUE(proxies.contain("203.0.113.9"));
  EXPECT_FALSE(proxies.contain("2001:db8::1"));
}

TEST(Forwarded, AStrangersWordCountsForNothing) {
  const auto peer =
      heard({"10.0.0.0/8"}, "203.0.113.9", {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Proto", "https"}});
  EXPECT_EQ(peer.peer, "203.0.113.9");
  EXPECT_FALSE(peer.secure);
}

TEST(Forwarded, WhatAClientWroteItselfStandsLeftOfWhatTheProxyAdds) {
  // The client sent "X-Forwarded-For: 127.0.0.1"; the proxy appended where it came from.
  for (const auto& fields : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {{"X-Forwarded-For", "127.0.0.1, 203.0.113.9"}},
           {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-For", "203.0.113.9"}},
           {{"x-forwarded-for", "10.9.9.9 ,\t203.0.113.9"}}}) {
    EXPECT_EQ(heard({"10.0.0.0/8"}, "10.0.0.1", fields).peer, "203.0.113.9");
  }
}

TEST(Forwarded, AChainOfTrustedProxiesIsFollowedToTheFirstStranger) {
  EXPECT_EQ(heard({"10.0.0.0/8", "2001:db8:7::/48"}, "10.0.0.1",
                  {{"X-Forwarded-For", "198.51.100.1, 203.0.113.9, 2001:db8:7::2, 10.3.0.4"}})
                .peer,
            "203.0.113.9");
  EXPECT_EQ(heard({"10.0.0.0/8"}, "10.0.0.1", {{"X-Forwarded-For", "10.2.0.1, 10.3.0.4"}}).peer, "10.2.0.1")
      << "inside the network alone";
}

TEST(Forwarded, StopsAtWhatIsNoAddress) {
  EXPECT_EQ(heard({"10.0.0.0/8"}, "10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, unknown"}}).peer, "10.0.0.1");
  EXPECT_EQ(heard({"10.0.0.0/8"}, "10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, , 10.0.0.2"}}).peer, "10.0.0.2");
  EXPECT_EQ(heard({"10.0.0.0/8"}, "10.0.0.1", {{"X-Forwarded-For", ""}}).peer, "10.0.0.1");
  EXPECT_EQ(heard({"10.0.0.0/8"}, "10.0.0.1", {{"X-Forwarded-For", "[::1"}}).peer, "10.0.0.1");
}

TEST(Forwarded, AHopMayCarryAPortAndIsWrittenCanonically) {
  for (const auto& [said, read] :
       std::vector<std::pair<std::string, std::string>>{{"203.0.113.9:4711", "203.0.113.9"},
                                                        {"[2001:DB8::9]:4711", "2001:db8::9"},
                                                        {"[2001:db8::9]", "2001:db8::9"},
                                                        {"2001:0db8:0:0::9", "2001:db8::9"},
                                                        {"::ffff:203.0.113.9", "203.0.113.9"}}) {
    EXPECT_EQ(heard({"10.0.0.1"}, "10.0.0.1", {{"X-Forwarded-For", said}}).peer, read) << said;
  }
}

TEST(Forwarded, TheNearestProxySaysWhetherTheLineWasSecure) {
  EXPECT_TRUE(heard({"10.0.0.1"}, "10.0.0.1", {{"X-Forwarded-Proto", "http, https"}}).secure);
  EXPECT_FALSE(heard({"10.0.0.1"}, "10.0.0.1", {{"X-Forwarded-Proto", "https, http"}}).secure);
  EXPECT_FALSE(heard({"10.0.0.1"}, "10.0.0.1", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "http"}}).secure);
  EXPECT_FALSE(heard({"10.0.0.1"}, "10.0.0.1", {}).secure);
}

}  // namespace
}  // namespace chancery::net
