#include "activitypub/actor_finder.hpp"

#include <algorithm>
#include <utility>

#include "activitypub/read.hpp"
#include "activitypub/webfinger.hpp"
#include "activitypub/written_address.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kMaxWritten = 2'048;

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
  return read_named(fetch_named(keys_, clock_, actor->uri, until));
}

Result<activity::Actor> ActorFinder::look_up(std::string_view written, const std::optional<activity::Acct>& acct) {
  const auto until = clock_.steady() + limits_.deadline;
  if (!acct) return actor_in(fetch_written(keys_, clock_, std::string(written), until));
  const auto named = ask_webfinger(client_, peers_, *acct, left(until));
  if (!named) return fail(named.error());
  return actor_in(fetch_named(keys_, clock_, named->actor, until));
}

std::chrono::milliseconds ActorFinder::left(Steady until) const {
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(until - clock_.steady());
  return std::max(rest, std::chrono::milliseconds{1});
}

Result<activity::Actor> ActorFinder::actor_in(const Result<json::Object>& document) const {
  auto found = read_named(document);
  if (!found) return fail(found.error());
  return std::move(found->actor);
}

Result<ActorFinder::Named> ActorFinder::read_named(const Result<json::Object>& document) const {
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
