// Turns what happened here into dispatches.
#include "activitypub/delivery_plan.hpp"

#include "activitypub/delivery.hpp"
#include "activitypub/delivery_dispatch.hpp"

namespace chancery::activitypub {

void queue_activity(store::Transaction& tx, IdSource& ids, const OutgoingActivity& outgoing) {
  open_dispatch(tx, ids, outgoing);
}

Status plan_deliveries(store::Transaction& tx, IdSource& ids, const store::Event& event) {
  const auto outgoing = outgoing_activities(tx, ids, event);
  if (!outgoing) return fail(outgoing.error());
  for (const auto& each : *outgoing) queue_activity(tx, ids, each);
  return {};
}

void queue_accept(store::Transaction& tx, const store::Store& store, activity::AccountId account,
                  std::string_view follow, std::string_view follower, std::string_view inbox) {
  const OwnActivity accept{store.ids().make<activity::ActivityId>(),
                           ActivityKind::Accept,
                           account,
                           {},
                           std::string(follow),
                           std::string(follower),
                           store.clock().now()};
  queue_activity(tx, store.ids(), {accept, {false, {std::string(inbox)}, {}}});
}

}  // namespace chancery::activitypub
