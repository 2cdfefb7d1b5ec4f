// Whom a request comes from when a proxy stands between.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"
#include "net/numeric_address.hpp"

namespace chancery::net {

// The proxies whose word counts. Thread safety: immutable.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Addresses and networks. Fails with Errc::Invalid and names the one that is neither.
  [[nodiscard]] static Result<TrustedProxies> parse(std::span<const std::string> texts);
  [[nodiscard]] bool contain(const NumericAddress& address) const;
  // A numeric address as text; anything else is no proxy.
  [[nodiscard]] bool contain(std::string_view address) const;

 private:
  std::vector<NumericNetwork> networks_;
};

// Sets peer and secure of `request`, which came from `address`. X-Forwarded-For and -Proto count only where
// `address` is a trusted proxy: read from the right, each trusted proxy vouches for the hop before it, and a
// stranger's word ends the chain. A hop may carry a port. Of several X-Forwarded-Proto the last is the nearest
// proxy's.
void set_peer(Request& request, const std::string& address, const TrustedProxies& trusted);

}  // namespace chancery::net
