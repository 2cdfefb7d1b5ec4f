// Whose handles are to be asked for at their hosts, and what came of it (activitypub/actor_handles.hpp).
//
// save_actor() makes one due: of an actor that is new, renamed, or fetched anew kHandleKept after the last answer.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "activity/actor.hpp"
#include "store/store.hpp"

namespace chancery::store {

inline constexpr std::chrono::days kHandleKept{7};

// The one that is due the shortest: who wrote just now is looked at now.
[[nodiscard]] std::optional<activity::Actor> due_handle(Snapshot& snapshot);
// `handle` as confirmed now; empty: nobody confirms one. Nothing happens when `asked` was renamed or is gone.
void settle_handle(Transaction& tx, const activity::Actor& asked, std::string_view handle, Timestamp now);
// Its hosts could not be asked: what is known stays, and it is due again when the actor is next fetched.
void put_handle_off(Transaction& tx, activity::ActorId actor);

}  // namespace chancery::store
