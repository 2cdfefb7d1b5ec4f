// What a verified activity does here. For activitypub/ alone.
#pragma once

#include <functional>
#include <optional>

#include "activity/actor.hpp"
#include "activity/public_actors.hpp"
#include "activitypub/peers.hpp"
#include "activitypub/read.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

struct Effect {
  std::function<Status(store::Transaction&)> write;  // idempotent
  bool answers = false;                              // queues a delivery
  bool changes_actor = false;                        // what is remembered of the actor is out of date
  bool counts = false;                               // adds to a number and nothing else
};

// Nothing when the activity does not concern us. `signer` is the verified actor, the same as the activity's.
// Fails with Errc::Forbidden when it speaks of what is not the signer's to speak of (FEP-fe34).
// `known`: of whom reactions to our notes are told one by one; none: of nobody.
[[nodiscard]] Result<std::optional<Effect>> effect_of(const ReceivedActivity& activity, const activity::Actor& signer,
                                                      const store::Store& store, const Peers& peers,
                                                      const activity::PublicActors* known = nullptr);

// Of an activity that another server passed on with its author's own signature (ReceivedActivity::signed_itself):
// believed is nothing of it. Where a conversation of ours has a place for what it speaks of, that is asked for at its
// own server.
[[nodiscard]] std::optional<Effect> effect_of_passed_on(const ReceivedActivity& activity, const store::Store& store,
                                                        const Peers& peers);

// The deletion of an actor, told by itself or by its server's 410: its notes and follows go, and what we knew of it.
[[nodiscard]] Effect actor_gone(const std::string& actor);

}  // namespace chancery::activitypub
