// What an event of the log means for the delivery queue. For activitypub/ alone.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// NotePublished: a Create to every inbox of the followers, and to the author it replies to. NoteDeleted: a Delete to
// all of these, and to whoever got the Create. Other events mean nothing here. Runs inside the consumer's transaction.
// Fails with Errc::NotFound when the event names no note of ours.
[[nodiscard]] Status plan_deliveries(store::Transaction& tx, IdSource& ids, const store::Event& event);

}  // namespace chancery::activitypub
