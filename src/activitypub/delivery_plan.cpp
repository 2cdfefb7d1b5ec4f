// Turns what happened here into deliveries.
#include "activitypub/delivery_plan.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "net/url.hpp"

namespace chancery::activitypub {

void queue_activity(store::Transaction& tx, IdSource& ids, const OutgoingActivity& outgoing) {
  const auto& [activity, audience] = outgoing;
  auto inboxes = audience.inboxes;
  if (audience.as_sent) std::ranges::move(inboxes_of(tx, audience.as_sent), std::back_inserter(inboxes));
  if (audience.followers) std::ranges::move(follower_inboxes(tx, activity.account), std::back_inserter(inboxes));
  add_activity(tx, activity);
  std::ranges::sort(inboxes);
  inboxes.erase(std::unique(inboxes.begin(), inboxes.end()), inboxes.end());
  for (const auto& inbox : inboxes) {
    const auto url = net::Url::parse(inbox);
    if (url) add_delivery(tx, ids.next(), activity, inbox, url->authority());
  }
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
