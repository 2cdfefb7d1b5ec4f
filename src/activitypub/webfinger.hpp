// What other servers answer when they are asked for an account by its handle (RFC 7033), read.
#pragma once

#include <string>
#include <string_view>

#include "activity/acct.hpp"
#include "activitypub/peers.hpp"
#include "base/result.hpp"
#include "net/url.hpp"

namespace chancery::activitypub {

// Where that account is asked for. Fails with Errc::Malformed or Refused as Peers::check does.
[[nodiscard]] Result<net::Url> webfinger_address(const activity::Acct& acct, const Peers& peers);

// The actor's identifier: the link with rel="self" of an ActivityStreams type. What else stands there is passed over.
// Fails with Errc::Malformed (no JSON Resource Descriptor, or no such link) or Refused (an actor we do not talk to).
[[nodiscard]] Result<std::string> read_webfinger(std::string_view body, const Peers& peers);

}  // namespace chancery::activitypub
