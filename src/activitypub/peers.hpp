// Which servers we talk to at all, and which identifiers we accept from them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "activity/addresses.hpp"
#include "activitypub/blocks.hpp"
#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "net/url.hpp"

namespace chancery::activitypub {

// A public server talks to public servers over https. A loopback server talks to the named test peers alone, so
// that what is tried out on a desk never reaches the network.
// Thread safety: immutable; copy freely.
class Peers {
 public:
  // Borrows `blocks` for its lifetime and that of its copies; none: nobody is blocked.
  Peers(activity::Addresses addresses, net::AddressGuard guard, const Blocks* blocks = nullptr)
      : addresses_(std::move(addresses)), guard_(std::move(guard)), blocks_(blocks) {}

  // An identifier or inbox as a peer wrote it: absolute, at most 2,048 bytes, no user info, scheme and port as the
  // guard allows, not on our own host, and of nobody we block. Fails with Errc::Malformed or Refused.
  [[nodiscard]] Result<net::Url> check(std::string_view uri) const;
  [[nodiscard]] const activity::Addresses& addresses() const { return addresses_; }

 private:
  activity::Addresses addresses_;
  net::AddressGuard guard_;
  const Blocks* blocks_;
};

// The host of an identifier, without its port; empty when it is none.
[[nodiscard]] std::string host_of(std::string_view uri);
// FEP-fe34: two identifiers have one origin when scheme, host and port are the same.
[[nodiscard]] bool same_origin(std::string_view a, std::string_view b);

}  // namespace chancery::activitypub
