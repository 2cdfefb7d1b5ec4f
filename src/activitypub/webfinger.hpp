// What other servers answer when they are asked for an account by its handle (RFC 7033), read.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

#include "activity/acct.hpp"
#include "activitypub/peers.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"

namespace chancery::activitypub {

// Where that account is asked for. Fails with Errc::Malformed or Refused as Peers::check does.
[[nodiscard]] Result<net::Url> webfinger_address(const activity::Acct& acct, const Peers& peers);

struct WebfingerAnswer {
  std::string subject;  // as it is written there; empty when it says none
  std::string actor;    // its identifier: the link with rel="self" of an ActivityStreams type
};
// What else stands there is passed over. Fails with Errc::Malformed (no JSON Resource Descriptor, or no such link) or
// Refused (an actor we do not talk to).
[[nodiscard]] Result<WebfingerAnswer> read_webfinger(std::string_view body, const Peers& peers);

// Asks that host, and waits; where it answers 404, what its host-meta names. Each redirect (RFC 7033 section 4.2) is
// checked anew. Fails likewise, and with NotFound (it knows no such account), Unavailable, Timeout or TooLarge.
[[nodiscard]] Result<WebfingerAnswer> ask_webfinger(net::HttpClient& client, const Peers& peers,
                                                    const activity::Acct& acct, std::chrono::milliseconds deadline,
                                                    const std::stop_token& stop = {});

}  // namespace chancery::activitypub
