// Decides which addresses an outward request may dial, so that no stranger can make us call into our own network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/url.hpp"

namespace chancery::net {

// A value: copy it freely. Default-constructed it allows public addresses over https and wss on port 443 only.
class AddressGuard {
 public:
  struct Exceptions {
    std::vector<std::string> internal_endpoints;  // "host:port": the ministry's own services on private addresses
    std::vector<std::string> test_peers;          // "127.0.0.1:9101": loopback peers of tests, plain http allowed
    std::vector<std::uint16_t> ports;             // further ports the operator lists
  };
  AddressGuard() = default;
  explicit AddressGuard(Exceptions exceptions);

  // Before resolving: scheme, port, user info, literal addresses. Fails with Errc::Refused and says why.
  [[nodiscard]] Status check_url(const Url& url) const;
  // At the moment of dialling: the numeric address ("192.0.2.1", "2001:db8::1") that `url` resolved to.
  [[nodiscard]] Status check_address(const Url& url, std::string_view address) const;
  // Whether its host and port are one of the test peers.
  [[nodiscard]] bool is_test_peer(const Url& url) const;

 private:
  Exceptions exceptions_;  // its lists of endpoints sorted
};

// True for an address of the public internet by the deny and allow tables (IPv4 denied ranges; IPv6 only
// 2000::/3 without its special blocks; ::ffff:0:0/96 judged by the IPv4 address inside).
[[nodiscard]] bool is_public_address(std::string_view numeric);

}  // namespace chancery::net
