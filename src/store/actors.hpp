// Actors of other servers, as last fetched. Public key and inboxes, and how they are shown: nothing is collected beyond
// what delivery, verification and a byline need.
#pragma once

#include <optional>
#include <string_view>

#include "activity/actor.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Inserts, or replaces what is known of the same `uri`; keeps its id. Makes an id when `actor` has none. Returns it.
activity::ActorId save_actor(Transaction& tx, const activity::Actor& actor);
// Forgets the actor and buries what she wrote to us; the uris of her notes stay, so that none comes back.
void delete_actor(Transaction& tx, activity::ActorId id);
[[nodiscard]] std::optional<activity::Actor> actor_by_uri(Snapshot& snapshot, std::string_view uri);
[[nodiscard]] std::optional<activity::Actor> actor_by_uri(Transaction& tx, std::string_view uri);
[[nodiscard]] std::optional<activity::Actor> actor_by_id(Snapshot& snapshot, activity::ActorId id);
// The actor `uri`, when its publicKey has this id. What others claim of that id does not matter.
[[nodiscard]] std::optional<activity::Actor> actor_by_key(Snapshot& snapshot, std::string_view key_id,
                                                          std::string_view uri);

}  // namespace chancery::store
