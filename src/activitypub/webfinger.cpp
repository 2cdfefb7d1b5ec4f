#include "activitypub/webfinger.hpp"

#include <utility>

#include "activitypub/negotiation.hpp"
#include "base/json.hpp"
#include "net/http.hpp"
#include "net/redirects.hpp"

namespace chancery::activitypub {
namespace {

constexpr json::Limits kDescriptor{.bytes = 64 * 1024, .depth = 8, .members = 1'000};

}  // namespace

Result<net::Url> webfinger_address(const activity::Acct& acct, const Peers& peers) {
  // A test peer on loopback speaks plain http; every other server is asked over https.
  const std::string scheme = peers.addresses().loopback() ? "http://" : "https://";
  return peers.check(scheme + acct.host() + "/.well-known/webfinger?resource=" + net::percent_encode(acct.uri()));
}

Result<WebfingerAnswer> read_webfinger(std::string_view body, const Peers& peers) {
  const auto descriptor = json::parse_object(body, kDescriptor);
  if (!descriptor) return fail(descriptor.error());
  for (const auto* link : json::objects(*descriptor, "links")) {
    if (json::text(*link, "rel") != "self" || !is_activity(json::text_or_empty(*link, "type"))) continue;
    auto href = json::text_or_empty(*link, "href");
    if (auto known = peers.check(href); !known) return fail(known.error());
    return WebfingerAnswer{json::text_or_empty(*descriptor, "subject"), std::move(href)};
  }
  return fail(Errc::Malformed, "the WebFinger answer names no actor");
}

Result<WebfingerAnswer> ask_webfinger(net::HttpClient& client, const Peers& peers, const activity::Acct& acct,
                                      std::chrono::milliseconds deadline, const std::stop_token& stop) {
  const auto url = webfinger_address(acct, peers);
  if (!url) return fail(url.error());
  net::OutgoingRequest request{.url = *url};
  request.headers.add("Accept", "application/jrd+json, application/json");
  request.deadline = deadline;
  request.max_body = kDescriptor.bytes;
  const auto admits = [&peers](const net::Url& hop) -> Status {
    const auto known = peers.check(hop.text());
    return known ? Status{} : fail(known.error());
  };
  const auto answer = net::fetch_following(client, std::move(request), admits, stop);
  if (!answer) return fail(answer.error());
  if (answer->status == 200) return read_webfinger(answer->body, peers);
  const auto code = answer->status == 404 || answer->status == 410 ? Errc::NotFound : Errc::Unavailable;
  return fail(code, "WebFinger answered " + std::to_string(answer->status),
              "address: that server knows no such account");
}

}  // namespace chancery::activitypub
