#include "activitypub/peers.hpp"

#include "activitypub/read_parts.hpp"

namespace chancery::activitypub {

Result<net::Url> Peers::check(std::string_view uri) const {
  if (uri.size() > kMaxUri) return fail(Errc::Malformed, "identifier too long");
  auto url = net::Url::parse(uri);
  if (!url) return fail(url.error());
  if (url->scheme() != "https" && url->scheme() != "http") return fail(Errc::Refused, "an identifier must be https");
  if (url->authority() == addresses_.host()) return fail(Errc::Refused, "a stranger's identifier on our own host");
  const bool blocked = blocks_ != nullptr && (blocks_->has_host(url->host()) || blocks_->has_actor(uri));
  if (blocked) return fail(Errc::Refused, "blocked", "we do not talk to that server or actor");
  if (addresses_.loopback() && !guard_.is_test_peer(*url)) {
    return fail(Errc::Refused, "this server is on trial on its own computer and talks to no other");
  }
  if (const auto allowed = guard_.check_url(*url); !allowed) return fail(allowed.error());
  return url;
}

std::string host_of(std::string_view uri) {
  const auto url = net::Url::parse(uri);
  return url ? url->host() : std::string();
}

bool same_origin(std::string_view a, std::string_view b) {
  const auto first = net::Url::parse(a);
  const auto second = net::Url::parse(b);
  return first && second && first->origin() == second->origin();
}

}  // namespace chancery::activitypub
