// What an event of the log means for the delivery queue. For activitypub/ alone.
#pragma once

#include "activitypub/delivery_audience.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Queues what delivery_audience.hpp says the event makes us tell others. Runs inside the consumer's transaction.
// Fails as outgoing_activities() does.
[[nodiscard]] Status plan_deliveries(store::Transaction& tx, IdSource& ids, const store::Event& event);

// Queues an activity for its audience, in the caller's transaction.
void queue_activity(store::Transaction& tx, IdSource& ids, const OutgoingActivity& outgoing);

}  // namespace chancery::activitypub
