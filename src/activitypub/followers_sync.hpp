// FEP-8fcf, receiving: a peer says who of us follows an actor of its; where that is not what we know, its list is
// fetched and counts.
//
// What it lists and we do not hold is taken back with an Undo; what we hold and it does not list is held no longer;
// what we asked for and it lists is granted.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "activity/actor.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Thread safety: any thread. Nothing waits: what is fetched goes on on the HTTP client's thread, what is written on the
// store's.
class FollowersSync {
 public:
  struct Limits {
    double per_server = 1.0 / 600;  // lists fetched a second
    double per_server_burst = 6;
    std::size_t at_once = 8;  // fetches under way; what comes meanwhile is passed over, and comes again
  };

  // Borrows everything for its lifetime. `queued` is called after a commit that queued a delivery.
  FollowersSync(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock,
                std::function<void()> queued, Limits limits);
  FollowersSync(store::Store& store, KeyRing& keys, const Peers& peers, const Clock& clock,
                std::function<void()> queued);
  FollowersSync(const FollowersSync&) = delete;
  FollowersSync& operator=(const FollowersSync&) = delete;
  ~FollowersSync();  // waits for what is being written

  // `field` is the signed Collection-Synchronization of a delivery of this actor, verified. What names another server
  // than the actor's, or another collection than its followers, is passed over.
  void heard(const activity::Actor& actor, std::string_view field);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with the fetches under way
};

}  // namespace chancery::activitypub
