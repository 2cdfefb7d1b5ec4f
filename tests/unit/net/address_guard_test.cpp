#include "net/address_guard.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::net {
namespace {

Url url(const std::string& text) {
  return Url::parse(text).value();
}

TEST(AddressGuard, KnowsTheAddressesThatAreNotOfThePublicInternet) {
  for (const auto* address : {"0.0.0.0",
                              "0.255.255.255",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.1",
                              "192.31.196.1",
                              "192.52.193.1",
                              "192.88.99.1",
                              "192.168.0.1",
                              "192.175.48.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:10.0.0.1",
                              "::ffff:127.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::1.1.1.1",
                              "100::1",
                              "2001::1",
                              "2001:1ff::1",
                              "2001:db8::1",
                              "2002:7f00:1::",
                              "2620:4f:8000::1",
                              "3fff::1",
                              "3fff:fff::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "fe80::1",
                              "fec0::1",
                              "ff02::1",
                              "4000::1"}) {
    EXPECT_FALSE(is_public_address(address)) << address;
  }
}

TEST(AddressGuard, KnowsTheNeighboursOfThoseAsPublic) {
  for (const auto* address :
       {"1.1.1.1",     "9.255.255.255",   "11.0.0.0",        "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1",   "169.253.0.1",     "169.255.0.1",     "172.15.255.255", "172.32.0.0",  "192.0.1.1",
        "192.0.3.1",   "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",  "203.0.112.1",
        "203.0.114.1", "223.255.255.255", "::ffff:1.1.1.1",  "2000::1",        "2001:200::1", "2001:db7::1",
        "2001:db9::1", "2003::1",         "2620:4f:7fff::1", "2a00:1450::1",   "3ffe::1"}) {
    EXPECT_TRUE(is_public_address(address)) << address;
  }
}

TEST(AddressGuard, TakesNothingForAnAddressThatIsNone) {
  for (const auto* text :
       {"", "example.org", "1.1.1", "1.1.1.1:443", "[2a00::1]", "2a00::1%eth0", "01.1.1.1", "0x1.1.1.1", " 1.1.1.1"}) {
    EXPECT_FALSE(is_public_address(text)) << text;
  }
}

TEST(AddressGuard, AllowsByItselfOnlyTlsOnItsPort) {
  const AddressGuard guard;
  EXPECT_TRUE(guard.check_url(url("https://mfa.example/actors/1")).has_value());
  EXPECT_TRUE(guard.check_url(url("wss://stream.example/subscribe")).has_value());
  for (const auto* text :
       {"http://mfa.example/", "ws://mfa.example/", "https://mfa.example:8443/", "http://mfa.example:443/",
        "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://[fe80::1]/"}) {
    const auto checked = guard.check_url(url(text));
    ASSERT_FALSE(checked.has_value()) << text;
    EXPECT_EQ(checked.error().code, Errc::Refused) << text;
  }
}

TEST(AddressGuard, ChecksTheAddressThatIsDialledAndNotOnlyTheName) {
  const AddressGuard guard;
  const auto name = url("https://mfa.example/");
  EXPECT_TRUE(guard.check_address(name, "93.184.216.34").has_value());
  for (const auto* address :
       {"127.0.0.1", "10.1.2.3", "::1", "::ffff:192.168.1.1", "169.254.169.254", "nonsense", ""}) {
    EXPECT_EQ(guard.check_address(name, address).error().code, Errc::Refused) << address;
  }
}

TEST(AddressGuard, AllowsAnInternalEndpointOnItsPrivateAddressButOnlyThatPortAndOnlyTls) {
  const AddressGuard guard(
      {.internal_endpoints = {"id.mfa.example:8443", "10.1.2.3:443", "[fd00::1]:443"}, .test_peers = {}, .ports = {}});
  const auto listed = url("https://id.mfa.example:8443/");
  EXPECT_TRUE(guard.check_url(listed).has_value());
  EXPECT_TRUE(guard.check_address(listed, "10.9.9.9").has_value());
  EXPECT_TRUE(guard.check_url(url("https://10.1.2.3/")).has_value());
  EXPECT_TRUE(guard.check_url(url("https://[fd00::1]/")).has_value());
  EXPECT_FALSE(guard.check_url(url("http://id.mfa.example:8443/")).has_value());
  EXPECT_FALSE(guard.check_url(url("https://id.mfa.example:9443/")).has_value());
  EXPECT_FALSE(guard.check_address(url("https://id.mfa.example/"), "10.9.9.9").has_value());
}

TEST(AddressGuard, AllowsPlainHttpToATestPeerOnLoopbackAlone) {
  const AddressGuard guard({.internal_endpoints = {}, .test_peers = {"127.0.0.1:9101", "localhost:9102"}, .ports = {}});
  EXPECT_TRUE(guard.check_url(url("http://127.0.0.1:9101/inbox")).has_value());
  EXPECT_TRUE(guard.check_url(url("ws://localhost:9102/")).has_value());
  EXPECT_TRUE(guard.check_address(url("http://localhost:9102/"), "127.0.0.1").has_value());
  EXPECT_TRUE(guard.check_address(url("http://localhost:9102/"), "::1").has_value());
  EXPECT_FALSE(guard.check_address(url("http://localhost:9102/"), "10.0.0.1").has_value());
  EXPECT_FALSE(guard.check_url(url("http://127.0.0.1:9102/")).has_value());
}

TEST(AddressGuard, AllowsFurtherPortsToPublicAddresses) {
  const AddressGuard guard({.internal_endpoints = {}, .test_peers = {}, .ports = {8443}});
  const auto other_port = url("https://mfa.example:8443/");
  EXPECT_TRUE(guard.check_url(other_port).has_value());
  EXPECT_TRUE(guard.check_address(other_port, "93.184.216.34").has_value());
  EXPECT_FALSE(guard.check_address(other_port, "10.0.0.1").has_value());
}

}  // namespace
}  // namespace chancery::net
