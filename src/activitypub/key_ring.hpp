// Finds the actor behind a keyId: from memory, from the store, or from its own server with a signed GET.
//
// What was fetched is believed only when the id inside has the origin it was fetched from, and when actor and key
// point at each other. Failures are remembered for a short time, so that a flood of bad signatures fetches little.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activitypub/instance_actor.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/peers.hpp"
#include "activitypub/read.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Whether a fetch that failed so may do better later.
[[nodiscard]] bool may_pass(const Error& error);

// Thread safety: any thread.
class KeyRing {
 public:
  struct Limits {
    std::size_t remembered = 10'000;         // actors in memory; the oldest is forgotten
    std::size_t parsed = 4'096;              // keys ready for use; the oldest is parsed anew
    std::chrono::seconds fresh{24 * 3600};   // after this a key is fetched anew
    std::chrono::seconds failed{60};         // how long a failed fetch is remembered
    std::chrono::seconds failed_now{5};      // the same of one that may do better next time
    std::chrono::seconds refetch_after{60};  // a key that did not verify is fetched anew at most this often
    std::size_t waiting = 1'024;             // fetches under way; the next fails with Errc::TooMany
    std::size_t waiting_per_host = 16;
    double per_host = 20;  // fetches a second from one host
    double per_host_burst = 500;
  };
  using ActorDone = std::function<void(Result<activity::Actor>)>;
  using DocumentDone = std::function<void(Result<json::Object>)>;

  // Borrows everything for its lifetime.
  KeyRing(store::Store& store, Knocker& knocker, const Peers& peers, const InstanceActor& instance, const Clock& clock,
          Limits limits);
  KeyRing(store::Store& store, Knocker& knocker, const Peers& peers, const InstanceActor& instance, const Clock& clock);
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;
  ~KeyRing();

  // What is known of the owner of `key_id`, who should be `actor_uri` (check it), without asking anyone. Fails with
  // Errc::NotFound.
  [[nodiscard]] Result<activity::Actor> known(std::string_view key_id, std::string_view actor_uri);
  // The actor's key, ready to verify with: parsing one takes longer than verifying. Fails as PublicKey::parse does.
  [[nodiscard]] Result<crypto::PublicKey> key_of(const activity::Actor& actor);
  // Asks the owner's server. `done` runs on the HTTP client's thread, or at once on the calling one for a remembered
  // failure. Fails with Timeout, Unavailable (no answer, 429 or 5xx), TooMany: ask again later; with Refused (the
  // guard, or any other answer), NotFound, Malformed, Invalid, Unauthorized, TooLarge, Gone (the actor is deleted).
  void fetch(const std::string& key_id, ActorDone done);
  // The same after a signature that did not verify: fails with Errc::Unauthorized when the key is fresh.
  void refetch(const std::string& key_id, ActorDone done);
  // Any other object, from its own origin. `done` as above.
  void fetch_document(const std::string& uri, DocumentDone done);
  // The same of an address people copy: of a page, which may show the object of another id of the same origin.
  void fetch_shown(const std::string& address, DocumentDone done);
  // Forgets what is in memory of an actor: it changed or was deleted.
  void forget(std::string_view actor_uri);

 private:
  void fetch_any(const std::string& uri, bool page, DocumentDone done);

  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the fetches under way
};

}  // namespace chancery::activitypub
