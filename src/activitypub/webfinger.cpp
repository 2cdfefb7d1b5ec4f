#include "activitypub/webfinger.hpp"

#include "activitypub/negotiation.hpp"
#include "base/json.hpp"
#include "net/http.hpp"

namespace chancery::activitypub {
namespace {

constexpr json::Limits kDescriptor{.bytes = 64 * 1024, .depth = 8, .members = 1'000};

}  // namespace

Result<net::Url> webfinger_address(const activity::Acct& acct, const Peers& peers) {
  // A test peer on loopback speaks plain http; every other server is asked over https.
  const std::string scheme = peers.addresses().loopback() ? "http://" : "https://";
  return peers.check(scheme + acct.host() + "/.well-known/webfinger?resource=" + net::percent_encode(acct.uri()));
}

Result<std::string> read_webfinger(std::string_view body, const Peers& peers) {
  const auto descriptor = json::parse_object(body, kDescriptor);
  if (!descriptor) return fail(descriptor.error());
  for (const auto* link : json::objects(*descriptor, "links")) {
    if (json::text(*link, "rel") != "self" || !is_activity(json::text_or_empty(*link, "type"))) continue;
    auto href = json::text_or_empty(*link, "href");
    if (auto known = peers.check(href); !known) return fail(known.error());
    return href;
  }
  return fail(Errc::Malformed, "the WebFinger answer names no actor");
}

}  // namespace chancery::activitypub
