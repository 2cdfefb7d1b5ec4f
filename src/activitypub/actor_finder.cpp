#include "activitypub/actor_finder.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

#include "activitypub/read.hpp"
#include "activitypub/webfinger.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kMaxWritten = 2'048;
constexpr std::size_t kMaxDescriptor = 64 * 1024;
constexpr int kMostRedirects = 2;

}  // namespace

ActorFinder::ActorFinder(net::HttpClient& client, KeyRing& keys, const Peers& peers, const Clock& clock, Limits limits)
    : client_(client), keys_(keys), peers_(peers), clock_(clock), limits_(limits) {}

ActorFinder::ActorFinder(net::HttpClient& client, KeyRing& keys, const Peers& peers, const Clock& clock)
    : ActorFinder(client, keys, peers, clock, Limits{}) {}

Result<activity::Actor> ActorFinder::find(std::string_view written) {
  if (written.size() > kMaxWritten) return fail(Errc::Malformed, "too long", "address: too long to be one");
  std::optional<activity::Acct> acct;
  if (written.find("://") == std::string_view::npos) {
    const auto handle = activity::Acct::parse(written);
    if (!handle) return fail(handle.error());
    acct = *handle;
  }
  const auto key = acct ? acct->uri() : std::string(written);
  if (auto known = recall(key)) return std::move(*known);
  auto found = look_up(written, acct);
  remember(key, found);
  return found;
}

Result<ActorFinder::Named> ActorFinder::find_now(std::string_view written) {
  const auto until = clock_.steady() + limits_.deadline;
  const auto actor = find(written);
  if (!actor) return fail(actor.error());
  return fetch_named(actor->uri, until);
}

Result<activity::Actor> ActorFinder::look_up(std::string_view written, const std::optional<activity::Acct>& acct) {
  const auto until = clock_.steady() + limits_.deadline;
  if (!acct) return fetch(std::string(written), until);
  const auto uri = uri_of(*acct, until);
  if (!uri) return fail(uri.error());
  return fetch(*uri, until);
}

std::chrono::milliseconds ActorFinder::left(Steady until) const {
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(until - clock_.steady());
  return std::max(rest, std::chrono::milliseconds{1});
}

// RFC 7033 section 4.2 lets a server send its client elsewhere: each hop passes the guard anew.
Result<std::string> ActorFinder::uri_of(const activity::Acct& acct, Steady until) {
  auto url = webfinger_address(acct, peers_);
  if (!url) return fail(url.error());
  for (int hop = 0; hop <= kMostRedirects; ++hop) {
    net::OutgoingRequest request{.url = *url};
    request.headers.add("Accept", "application/jrd+json, application/json");
    request.deadline = left(until);
    request.max_body = kMaxDescriptor;
    const auto answer = client_.fetch(std::move(request));
    if (!answer) return fail(answer.error());
    if (answer->status == 200) return read_webfinger(answer->body, peers_);
    const auto location = answer->headers.find("Location");
    if (answer->status < 300 || answer->status >= 400 || !location) {
      const auto code = answer->status == 404 || answer->status == 410 ? Errc::NotFound : Errc::Unavailable;
      return fail(code, "WebFinger answered " + std::to_string(answer->status),
                  "address: that server knows no such account");
    }
    auto next = url->resolve(*location);
    if (!next) return fail(next.error());
    url = peers_.check(next->text());
    if (!url) return fail(url.error());
  }
  return fail(Errc::Refused, "WebFinger leads from one address to another without end");
}

Result<activity::Actor> ActorFinder::fetch(const std::string& uri, Steady until) {
  auto found = fetch_named(uri, until);
  if (!found) return fail(found.error());
  return std::move(found->actor);
}

Result<ActorFinder::Named> ActorFinder::fetch_named(const std::string& uri, Steady until) {
  // Shared with the request, which may answer after we gave up.
  const auto promise = std::make_shared<std::promise<Result<json::Object>>>();
  auto answer = promise->get_future();
  keys_.fetch_document(uri, [promise](Result<json::Object> document) { promise->set_value(std::move(document)); });
  if (answer.wait_for(left(until)) != std::future_status::ready) {
    return fail(Errc::Timeout, "the actor's server did not answer in time");
  }
  const auto document = answer.get();
  if (!document) return fail(document.error());
  auto actor = read_actor(*document, peers_);
  if (!actor) return fail(actor.error());
  actor->fetched_at = clock_.now();
  return Named{std::move(*actor), read_aliases(*document)};
}

std::optional<Result<activity::Actor>> ActorFinder::recall(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto known = by_key_.find(key);
  if (known == by_key_.end() || clock_.now() > known->second->until) return std::nullopt;
  return known->second->answer;
}

void ActorFinder::remember(const std::string& key, const Result<activity::Actor>& found) {
  auto kept = limits_.fresh;
  if (!found) {
    const auto code = found.error().code;
    const bool silent = code == Errc::Timeout || code == Errc::Unavailable;
    if (!silent && code != Errc::NotFound) return;
    kept = silent ? limits_.unreachable : limits_.absent;
  }
  const std::scoped_lock lock(mutex_);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    found_.erase(known->second);
    by_key_.erase(known);
  }
  while (found_.size() >= limits_.remembered) {
    by_key_.erase(found_.front().key);
    found_.pop_front();
  }
  found_.push_back({key, found, clock_.now() + kept});
  by_key_.emplace(key, std::prev(found_.end()));
}

}  // namespace chancery::activitypub
