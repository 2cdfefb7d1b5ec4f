// The delivery queue's rows: what the planner writes, what the worker leases and settles. For activitypub/ alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activitypub/own_activity.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class DeliveryState { Waiting = 0, Delivered = 1, Failed = 2, Unwanted = 3 };

struct DueDelivery {
  std::int64_t id = 0;
  OwnActivity activity;
  std::string inbox;
  std::string host;
  int attempts = 0;
  Timestamp created_at;
};

// A second delivery of the same activity to the same inbox is not added.
void add_delivery(store::Transaction& tx, std::int64_t id, const OwnActivity& activity, std::string_view inbox,
                  std::string_view host);
// Every inbox the activity was meant for, and perhaps more: of what was sent long ago only the inboxes are kept that
// some note of the same account reached.
[[nodiscard]] std::vector<std::string> inboxes_of(store::Transaction& tx, activity::ActivityId id);

// The follow is over, or begins anew: what was sent to accept it goes.
void forget_accepts(store::Transaction& tx, activity::AccountId account, std::string_view follower);
// The actor is gone: so is every trace of it in what was sent and what is yet to be sent.
void forget_deliveries_to(store::Transaction& tx, std::string_view actor, std::string_view inbox);
// Nobody reads there any more.
void forget_inbox(store::Transaction& tx, std::string_view inbox);
// Removes at most `limit` deliveries that ended and were made before `before`; delivery_counts() stays the same.
// Returns how many.
std::size_t forget_settled(store::Transaction& tx, Timestamp before, std::size_t limit);

struct LeaseRule {
  std::size_t per_host = 4;
  int trouble = 5;          // failures of a host after which it gets one at a time
  std::size_t limit = 128;  // of this call
};
// Takes what is due: hosts take turns; of one account and host only the oldest, unless that was tried
// `kHoldsTheLine` times in vain.
inline constexpr int kHoldsTheLine = 5;
[[nodiscard]] std::vector<DueDelivery> lease_deliveries(store::Transaction& tx, Timestamp now, Timestamp until,
                                                        const LeaseRule& rule);
// A lease of an earlier process means nothing: `serve` owns the data folder alone.
void release_deliveries(store::Transaction& tx);
// When something will be due that is not now; nothing when nothing waits.
[[nodiscard]] std::optional<Timestamp> next_delivery(store::Snapshot& snapshot, Timestamp now);

void settle_delivery(store::Transaction& tx, std::int64_t id, DeliveryState state);
// Counts the attempt and gives the delivery back until `next_at`.
void postpone_delivery(store::Transaction& tx, std::int64_t id, Timestamp next_at);

// The host failed once more. Returns how often in a row.
int count_failure(store::Transaction& tx, std::string_view host);
void leave_alone(store::Transaction& tx, std::string_view host, Timestamp until);
// The host answered: forgets its failures, and what waited for it is due now.
void revive_host(store::Transaction& tx, std::string_view host, Timestamp now);

}  // namespace chancery::activitypub
