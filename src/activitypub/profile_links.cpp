#include "activitypub/profile_links.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "net/html_page.hpp"
#include "net/redirects.hpp"
#include "store/accounts.hpp"
#include "text/rel_me.hpp"

namespace chancery::activitypub {
namespace {

using store::LinkFinding;

// Not to whom we do not talk; and never in the clear, where anybody on the way could write the link in. A server on
// loopback has test peers, which speak http.
net::Admits only_safe(const Blocks& blocks, bool loopback) {
  return [&blocks, loopback](const net::Url& url) -> Status {
    if (blocks.has_host(url.host())) return fail(Errc::Refused, url.host() + " is blocked");
    if (url.scheme() == "https" || loopback) return {};
    return fail(Errc::Refused, url.host() + " is not asked in the clear");
  };
}

// What a server says when the trouble is its own, and may pass.
bool may_pass_later(int status) {
  return status >= 500 || status == 408 || status == 425 || status == 429;
}

std::string without_slash(std::string address) {
  if (address.ends_with('/')) address.pop_back();
  return address;
}

}  // namespace

bool links_back(std::string_view html, const net::Url& where, const activity::Addresses& addresses,
                const activity::Account& account) {
  const std::array<std::string, 2> ours{addresses.page(account.name), addresses.actor(account.id)};
  return std::ranges::any_of(text::rel_me_links(html), [&](const auto& link) {
    const auto url = where.resolve(link);
    return url && std::ranges::find(ours, without_slash(url->text())) != ours.end();
  });
}

Result<net::IncomingResponse> ProfileLinks::fetch(const net::Url& url, const std::stop_token& stop) const {
  net::OutgoingRequest request;
  request.url = url;
  request.deadline = options_.deadline;
  request.max_body = options_.bytes;
  request.headers.add("Accept", "text/html");
  return net::fetch_following(parts_.client, std::move(request), only_safe(parts_.blocks, parts_.addresses.loopback()),
                              stop);
}

LinkFinding ProfileLinks::look(const store::ProfileLink& link, const activity::Account& account,
                               const std::stop_token& stop) const {
  const auto url = net::Url::parse(link.link);
  if (!url) return LinkFinding::DoesNot;
  const auto answer = fetch(*url, stop);
  if (!answer) {
    log::info("activitypub", "a profile's link to {} was not verified: {}", url->host(), answer.error().detail);
    const auto code = answer.error().code;
    return code == Errc::Refused || code == Errc::TooLarge ? LinkFinding::DoesNot : LinkFinding::Unreachable;
  }
  if (may_pass_later(answer->status)) return LinkFinding::Unreachable;
  const bool verified = net::is_html_page(*answer) && links_back(answer->body, answer->url, parts_.addresses, account);
  return verified ? LinkFinding::LinksBack : LinkFinding::DoesNot;
}

Result<bool> ProfileLinks::check_next(const std::stop_token& stop) {
  std::optional<activity::Account> account;
  const auto link = parts_.store.read([&](store::Snapshot& snapshot) {
    auto due = store::due_profile_link(snapshot, parts_.store.clock().now());
    if (due) account = store::account_by_id(snapshot, due->account);
    return due;
  });
  if (!link || !account) return false;
  const auto finding = look(*link, *account, stop);
  if (stop.stop_requested()) return false;
  auto settled = parts_.store.write_now([&](store::Transaction& tx) -> Status {
    store::settle_profile_link(tx, *link, finding, parts_.store.clock().now());
    return {};
  });
  if (!settled) return fail(settled.error());
  return true;
}

void ProfileLinks::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    const auto checked = check_next(stop);
    if (!checked) log::warn("activitypub", "a profile's link was not settled: {}", checked.error().detail);
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, checked.value_or(false) ? options_.pause : options_.round, [] { return false; });
  }
}

}  // namespace chancery::activitypub
