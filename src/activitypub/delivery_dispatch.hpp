// Queueing an activity for its audience: at once for the few inboxes it names, in slices for followers. For
// activitypub/ alone.
//
// A dispatch with an audience still to come is open. Each slice writes some deliveries and how far it came, in one
// transaction: a process that dies in between goes on where it was, and nobody gets a second delivery.
#pragma once

#include <chrono>
#include <map>

#include "activitypub/delivery_audience.hpp"
#include "activitypub/delivery_queue.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Opens the dispatch of an activity, in the caller's transaction; an activity that was dispatched already stays as it
// is. After the commit `Deliveries::nudge()` must be called.
void open_dispatch(store::Transaction& tx, IdSource& ids, const OutgoingActivity& outgoing);

// Queues for the oldest open dispatch until `budget` is used up. False when none is open any more.
[[nodiscard]] bool advance_dispatch(store::Transaction& tx, const Clock& clock, std::chrono::microseconds budget);
// The same by inboxes, for a test that stops half-way.
[[nodiscard]] bool advance_dispatch(store::Transaction& tx, Timestamp now, std::size_t inboxes);

[[nodiscard]] bool has_open_dispatch(store::Snapshot& snapshot);
// By account, the turn of its oldest open dispatch: nothing of a later turn may be sent yet.
[[nodiscard]] std::map<activity::AccountId, std::int64_t> open_turns(store::Snapshot& snapshot);

}  // namespace chancery::activitypub
