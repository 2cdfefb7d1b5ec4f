#include "activitypub/webfinger.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "activitypub/host_meta.hpp"
#include "activitypub/negotiation.hpp"
#include "base/json.hpp"
#include "net/http.hpp"
#include "net/redirects.hpp"

namespace chancery::activitypub {
namespace {

constexpr json::Limits kDescriptor{.bytes = 64 * 1024, .depth = 8, .members = 1'000};
constexpr std::string_view kAcceptDescriptor = "application/jrd+json, application/json";

// One question, in as many requests as it takes. Borrows everything.
struct Asking {
  net::HttpClient& client;
  const Peers& peers;
  std::chrono::steady_clock::time_point until;
  const std::stop_token& stop;

  [[nodiscard]] Result<net::IncomingResponse> get(const net::Url& url, std::string_view accept) const {
    net::OutgoingRequest request{.url = url};
    request.headers.add("Accept", std::string(accept));
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    request.deadline = std::max(left, std::chrono::milliseconds{1});
    request.max_body = kDescriptor.bytes;
    const auto admits = [this](const net::Url& hop) -> Status {
      const auto known = peers.check(hop.text());
      return known ? Status{} : fail(known.error());
    };
    return net::fetch_following(client, std::move(request), admits, stop);
  }

  // A host whose accounts live on another one may say so in its host-meta alone, as Pleroma has its operators do.
  [[nodiscard]] std::optional<net::Url> other_place(const net::Url& usual, const activity::Acct& acct) const {
    const auto meta_url = peers.check(usual.origin() + "/.well-known/host-meta");
    if (!meta_url) return std::nullopt;
    const auto meta = get(*meta_url, "application/xrd+xml, application/xml");
    const auto address = meta && meta->status == 200 ? lrdd_address(meta->body, acct) : std::nullopt;
    if (!address) return std::nullopt;
    const auto url = peers.check(*address);
    return url ? std::optional(*url) : std::nullopt;
  }
};

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
  const Asking asking{client, peers, std::chrono::steady_clock::now() + deadline, stop};
  auto answer = asking.get(*url, kAcceptDescriptor);
  if (answer && answer->status == 404) {
    if (const auto elsewhere = asking.other_place(*url, acct)) answer = asking.get(*elsewhere, kAcceptDescriptor);
  }
  if (!answer) return fail(answer.error());
  if (answer->status == 200) return read_webfinger(answer->body, peers);
  const auto code = answer->status == 404 || answer->status == 410 ? Errc::NotFound : Errc::Unavailable;
  return fail(code, "WebFinger answered " + std::to_string(answer->status),
              "address: that server knows no such account");
}

}  // namespace chancery::activitypub
