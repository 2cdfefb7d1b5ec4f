#include "activitypub/key_ring.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "activitypub/document_fetch.hpp"
#include "activitypub/rate_limit.hpp"
#include "store/actors.hpp"

namespace chancery::activitypub {
namespace {

using Steady = std::chrono::steady_clock::time_point;

std::string without_fragment(std::string_view uri) {
  return std::string(uri.substr(0, uri.find('#')));
}

}  // namespace

bool may_pass(const Error& error) {
  return error.code == Errc::Timeout || error.code == Errc::Unavailable || error.code == Errc::TooMany;
}

struct KeyRing::Impl : std::enable_shared_from_this<KeyRing::Impl> {
  struct Known {
    activity::Actor actor;
    Steady at;
  };
  struct Failure {
    Error error;
    Steady at;
  };

  Impl(store::Store& store_, Knocker& knocker_, const Peers& peers_, const InstanceActor& instance_,
       const Clock& clock_, Limits limits_)
      : store(store_),
        peers(peers_),
        documents(knocker_, peers_, instance_),
        clock(clock_),
        limits(limits_),
        rate(clock_, limits_.per_host, limits_.per_host_burst) {}

  // Counts one more fetch at a host. Fails with Errc::TooMany.
  Status admit(const std::string& origin) {
    auto& here = per_host[origin];
    if (under_way >= limits.waiting || here >= limits.waiting_per_host || rate.take(origin)) {
      if (here == 0) per_host.erase(origin);
      return fail(Errc::TooMany, "too many fetches under way", "the server is busy: try again later");
    }
    ++here;
    ++under_way;
    return {};
  }
  void release(const std::string& origin) {
    --under_way;
    if (const auto here = per_host.find(origin); here != per_host.end() && --here->second == 0) per_host.erase(here);
  }

  std::optional<Error> recent_failure(const std::string& name) {
    const auto failure = failures.find(name);
    if (failure == failures.end()) return std::nullopt;
    const auto kept = may_pass(failure->second.error) ? limits.failed_now : limits.failed;
    if (clock.steady() - failure->second.at < kept) return failure->second.error;
    failures.erase(failure);
    return std::nullopt;
  }

  void remember_failure(const std::string& name, const Error& error) {
    if (failures.insert_or_assign(name, Failure{error, clock.steady()}).second) failure_order.push_back(name);
    while (failure_order.size() > limits.remembered) {
      failures.erase(failure_order.front());
      failure_order.pop_front();
    }
  }

  void remember(const std::string& key_id, const activity::Actor& actor, Steady at) {
    if (known.insert_or_assign(key_id, Known{actor, at}).second) known_order.push_back(key_id);
    while (known_order.size() > limits.remembered) {
      known.erase(known_order.front());
      known_order.pop_front();
    }
  }

  void fetch_key(const std::string& key_id, const ActorDone& done) {
    const auto url = peers.check(without_fragment(key_id));
    if (!url) return done(fail(url.error()));
    documents.get(*url, [self = shared_from_this(), key_id, done](Result<FetchedDocument> found) {
      if (!found) return done(fail(found.error()));
      const auto key = read_key(found->object, self->peers, key_id);
      if (!key) return done(fail(key.error()));
      const auto owner = self->peers.check(key->owner);
      if (key->id != key_id || !owner || owner->origin() != found->origin) {
        return done(fail(Errc::Unauthorized, "the key document names another key or owner"));
      }
      // Only what stands at the actor's own address is the actor. Anything else of that server, an upload say, may call
      // itself so and is no more than a key that the actor must point back to.
      auto actor = read_actor(found->object, self->peers, key_id);
      if (actor && actor->uri == without_fragment(key_id)) {
        return self->check_actor(*actor, *key, done);
      }
      self->fetch_owner(*key, *owner, done);
    });
  }

  // The key stood in a document of its own: its owner must point back to it.
  void fetch_owner(const ReceivedKey& key, const net::Url& owner, const ActorDone& done) {
    documents.get(owner, [self = shared_from_this(), key, done](Result<FetchedDocument> found) {
      if (!found) return done(fail(found.error()));
      const auto actor = read_actor(found->object, self->peers, key.id);
      if (!actor) return done(fail(actor.error()));
      if (actor->uri != key.owner || !same_origin(actor->uri, found->origin)) {
        return done(fail(Errc::Unauthorized, "the actor's id is another than its address"));
      }
      self->check_actor(*actor, key, done);
    });
  }

  void check_actor(activity::Actor actor, const ReceivedKey& key, const ActorDone& done) {
    if (actor.public_key_id != key.id || actor.public_key_pem != key.pem) {
      return done(fail(Errc::Unauthorized, "the actor points to another key"));
    }
    actor.fetched_at = clock.now();
    done(std::move(actor));
  }

  // Starts a fetch, or joins one of the same key.
  void start(const std::string& key_id, ActorDone done) {
    const auto origin = net::Url::parse(key_id);
    if (!origin) return done(fail(origin.error()));
    std::optional<Error> refused;
    {
      const std::scoped_lock lock(mutex);
      refused = recent_failure(key_id);
      if (!refused) {
        auto& waiting = waiters[key_id];
        const bool joined = !waiting.empty();
        if (waiting.size() >= limits.waiting) {
          refused = Error{Errc::TooMany, "too many wait for one key", "try again later"};
        } else if (joined) {
          waiting.push_back(std::move(done));
          return;
        } else if (const auto admitted = admit(origin->origin()); !admitted) {
          refused = admitted.error();
          waiters.erase(key_id);
        } else {
          waiting.push_back(std::move(done));
        }
      }
    }
    if (refused) return done(fail(*refused));
    fetch_key(key_id, [self = shared_from_this(), key_id, at = origin->origin()](Result<activity::Actor> actor) {
      self->finish(key_id, at, actor);
    });
  }

  void finish(const std::string& key_id, const std::string& origin, const Result<activity::Actor>& actor) {
    std::vector<ActorDone> waiting;
    {
      const std::scoped_lock lock(mutex);
      waiting = std::move(waiters[key_id]);
      waiters.erase(key_id);
      release(origin);
      if (actor) {
        remember(key_id, *actor, clock.steady());
      } else if (actor.error().code != Errc::TooMany) {
        remember_failure(key_id, actor.error());
      }
    }
    for (const auto& done : waiting) done(actor);
  }

  store::Store& store;
  const Peers& peers;
  const DocumentFetch documents;
  const Clock& clock;
  const Limits limits;
  RateLimit rate;
  std::mutex mutex;  // guards all below
  std::map<std::string, Known, std::less<>> known;
  std::deque<std::string> known_order;
  std::map<std::string, crypto::PublicKey, std::less<>> parsed;  // by its PEM
  std::deque<std::string> parsed_order;
  std::map<std::string, Failure> failures;  // by key id
  std::deque<std::string> failure_order;
  std::map<std::string, std::vector<ActorDone>> waiters;
  std::map<std::string, std::size_t> per_host;
  std::size_t under_way = 0;
};

KeyRing::KeyRing(store::Store& store, Knocker& knocker, const Peers& peers, const InstanceActor& instance,
                 const Clock& clock, Limits limits)
    : impl_(std::make_shared<Impl>(store, knocker, peers, instance, clock, limits)) {}

KeyRing::KeyRing(store::Store& store, Knocker& knocker, const Peers& peers, const InstanceActor& instance,
                 const Clock& clock)
    : KeyRing(store, knocker, peers, instance, clock, Limits{}) {}

KeyRing::~KeyRing() = default;

Result<activity::Actor> KeyRing::known(std::string_view key_id, std::string_view actor_uri) {
  {
    const std::scoped_lock lock(impl_->mutex);
    if (const auto found = impl_->known.find(key_id);
        found != impl_->known.end() && impl_->clock.steady() - found->second.at < impl_->limits.fresh) {
      return found->second.actor;
    }
  }
  auto actor =
      impl_->store.read([&](store::Snapshot& snapshot) { return store::actor_by_key(snapshot, key_id, actor_uri); });
  const auto age = actor ? impl_->clock.now() - actor->fetched_at : std::chrono::microseconds::max();
  if (age >= impl_->limits.fresh) return fail(Errc::NotFound, "no fresh key in memory or store");
  const std::scoped_lock lock(impl_->mutex);
  impl_->remember(std::string(key_id), *actor, impl_->clock.steady() - age);
  return std::move(*actor);
}

Result<crypto::PublicKey> KeyRing::key_of(const activity::Actor& actor) {
  const auto& pem = actor.public_key_pem;
  {
    const std::scoped_lock lock(impl_->mutex);
    if (const auto found = impl_->parsed.find(pem); found != impl_->parsed.end()) return found->second;
  }
  auto key = crypto::PublicKey::parse(pem);
  if (!key) return key;
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->parsed.emplace(pem, *key).second) impl_->parsed_order.push_back(pem);
  while (impl_->parsed_order.size() > impl_->limits.parsed) {
    impl_->parsed.erase(impl_->parsed_order.front());
    impl_->parsed_order.pop_front();
  }
  return key;
}

void KeyRing::fetch(const std::string& key_id, ActorDone done) {
  impl_->start(key_id, std::move(done));
}

void KeyRing::refetch(const std::string& key_id, ActorDone done) {
  {
    const std::scoped_lock lock(impl_->mutex);
    const auto found = impl_->known.find(key_id);
    if (found != impl_->known.end() && impl_->clock.steady() - found->second.at < impl_->limits.refetch_after) {
      return done(fail(Errc::Unauthorized, "the signature does not match a fresh key",
                       "the signature does not match the actor's key"));
    }
  }
  impl_->start(key_id, std::move(done));
}

void KeyRing::fetch_document(const std::string& uri, DocumentDone done) {
  fetch_any(uri, false, std::move(done));
}

// What a page shows is believed only when it is fetched by its own id.
void KeyRing::fetch_shown(const std::string& address, DocumentDone done) {
  fetch_any(address, true, std::move(done));
}

void KeyRing::fetch_any(const std::string& uri, bool page, DocumentDone done) {
  const auto url = impl_->peers.check(uri);
  if (!url) return done(fail(url.error()));
  Status admitted;
  {
    const std::scoped_lock lock(impl_->mutex);
    admitted = impl_->admit(url->origin());
  }
  if (!admitted) return done(fail(admitted.error()));
  impl_->documents.get(
      *url, [self = impl_, uri, page, origin = url->origin(), done = std::move(done)](Result<FetchedDocument> found) {
        {
          const std::scoped_lock lock(self->mutex);
          self->release(origin);
        }
        if (!found) return done(fail(found.error()));
        const auto id = json::text(found->object, "id").value_or("");
        if ((!page && id != uri) || !same_origin(uri, found->origin) || !same_origin(id, uri)) {
          return done(fail(Errc::Unauthorized, "the object's id is another than its address"));
        }
        done(std::move(found->object));
      });
}

void KeyRing::forget(std::string_view actor_uri) {
  const std::scoped_lock lock(impl_->mutex);
  std::erase_if(impl_->known, [&](const auto& entry) { return entry.second.actor.uri == actor_uri; });
}

}  // namespace chancery::activitypub
