// Receiving: one POST to an inbox, from the first byte checked to the durable commit.
//
// Answers 202 only when the effect is committed (or there is none), 400 unreadable, 401 not signed by whom it
// says, 403 a server we do not talk to, 413, 415, 429, 503 when what it needs cannot be fetched now. Repeating an
// activity does nothing more, except that a Follow is accepted again.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "activity/addresses.hpp"
#include "activity/public_actors.hpp"
#include "activitypub/followers_sync.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "net/http.hpp"
#include "net/responder.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Thread safety: any thread may receive; one named thread of cli runs run().
class Inbox {
 public:
  struct Limits {
    std::size_t body = 1024 * 1024;
    std::size_t waiting = 256;             // POSTs waiting for a key or a worker; the next is answered 429
    std::size_t waiting_per_address = 16;  // of these; so nobody takes all places
    double per_address = 200;              // POSTs a second from one address, before anything is checked
    double per_address_burst = 4'000;
    double per_host = 50;  // verified activities with an effect, a second from one server
    double per_host_burst = 10'000;
    double per_actor = 1;  // the same from one actor
    double per_actor_burst = 100;
  };
  // Borrows everything for its lifetime. `accepted` is called after a commit that queued a delivery.
  Inbox(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock, std::function<void()> accepted,
        Limits limits);
  Inbox(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock, std::function<void()> accepted);
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;
  ~Inbox();

  // Hears what peers say about followers between them and us. To be set before the first POST; borrowed.
  void synchronise_with(FollowersSync& followers);
  // Of whom reactions are told one by one: the register of public actors. To be set before the first POST; borrowed.
  void know(const activity::PublicActors& known);
  // The handler of every inbox. Does not wait for other servers: what needs a key is continued by run().
  void receive(net::Request request, net::Responder responder);
  // Continues what waited for an answer of another server, until stopped; then answers 503 to what is left.
  void run(std::stop_token stop);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the fetches under way
};

}  // namespace chancery::activitypub
