// The delivery queue's rows. For activitypub/ alone.
//
// A dispatch is the sending of one activity; it is queued for its audience in slices (delivery_dispatch.hpp), a
// delivery for each inbox. What waits is found by its host (delivery_lease.hpp). Nothing here is leased in the file:
// one process owns it, and what was under way when it died waits still.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_circuit.hpp"
#include "activitypub/own_activity.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class DeliveryState { Waiting = 0, Delivered = 1, Failed = 2, Unwanted = 3, Parked = 4 };

struct DeliveryKey {
  activity::ActivityId activity;
  std::int64_t inbox = 0;
  friend auto operator<=>(const DeliveryKey&, const DeliveryKey&) = default;
};

// After so many attempts that failed for its own sake a delivery no longer holds up what is behind it, unless that is
// about the same note.
inline constexpr int kHoldsTheLine = 5;

// How much longer than kDeliveriesKept a server may be away and still be told what we took back.
inline constexpr std::chrono::hours kRetractionsKept{24 * 365};

// --- Hosts and inboxes

struct InboxPlace {
  std::int64_t inbox = 0;
  std::int64_t host = 0;
};
// Remembers an inbox and its host. Nothing when `uri` is no address.
[[nodiscard]] std::optional<InboxPlace> place_of(store::Transaction& tx, std::string_view uri);
// Nothing when it was never seen.
[[nodiscard]] std::optional<std::int64_t> known_inbox(store::Transaction& tx, std::string_view uri);
// Forgets the inbox when nobody follows, got or awaits anything there; and its host when that was its last.
void drop_inbox_if_unused(store::Transaction& tx, std::int64_t inbox);

[[nodiscard]] std::optional<std::int64_t> host_id(store::Snapshot& snapshot, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> host_id(store::Transaction& tx, std::string_view name);
[[nodiscard]] Circuit circuit_of(store::Transaction& tx, std::int64_t host);
void save_circuit(store::Transaction& tx, std::int64_t host, const Circuit& circuit, const CircuitRule& rule);
// Reckons anew when to look at the host: never, when nothing waits for it.
void reschedule(store::Transaction& tx, std::int64_t host, Timestamp now);
// What waits for the host is tried as soon as its circuit lets it.
void hurry(store::Transaction& tx, std::int64_t host, Timestamp now);
// When to look at some host again that is not due now; nothing when nothing waits.
[[nodiscard]] std::optional<Timestamp> next_look(store::Snapshot& snapshot, Timestamp now);

// --- Deliveries

// What a transaction changed in the counts of dispatches, written once at its end.
class Tally {
 public:
  void moved(activity::ActivityId activity, DeliveryState from, DeliveryState to, std::int64_t count = 1);
  void added(activity::ActivityId activity, DeliveryState state, std::int64_t count = 1);
  void removed(activity::ActivityId activity, DeliveryState state, std::int64_t count = 1);
  void write(store::Transaction& tx);

 private:
  struct Change {
    std::int64_t waiting = 0;
    std::int64_t delivered = 0;
    std::int64_t failed = 0;
    std::int64_t parked = 0;
    void add(DeliveryState state, std::int64_t count);
  };
  std::map<activity::ActivityId, Change> changes_;
};

// A waiting delivery ends. One that ended already, or is gone, stays as it is.
void settle_delivery(store::Transaction& tx, const DeliveryKey& key, DeliveryState state, Tally& tally);
// Counts the attempt and gives the delivery back until `next_at`. `refused`: it failed for its own sake.
void postpone_delivery(store::Transaction& tx, const DeliveryKey& key, Timestamp next_at, bool refused);
// Drops up to `limit` of what waits for a parked host; the newest stays, to try it with. Returns how many.
std::size_t drop_waiting(store::Transaction& tx, std::int64_t host, std::size_t limit, Tally& tally);
// The host answers again: of what was dropped, that waits again in its old place which takes back or corrects what the
// host may hold: a Delete, the Undo of an Announce, a Move, of the Updates of a note the last.
void revive_dropped(store::Transaction& tx, std::int64_t host, Timestamp now, Tally& tally);
[[nodiscard]] std::vector<std::int64_t> parked_hosts(store::Snapshot& snapshot);

// The follow is over, or begins anew: what was sent to accept it goes.
void forget_accepts(store::Transaction& tx, activity::AccountId account, std::string_view follower);
// The actor is gone: so is every trace of it in what was sent and what is yet to be sent.
void forget_deliveries_to(store::Transaction& tx, std::string_view actor, std::string_view inbox);
// Nobody reads there any more.
void forget_inbox(store::Transaction& tx, std::string_view inbox);
// Removes at most `limit` deliveries that ended and were queued before `before`; delivery_counts() stays the same. What
// revive_dropped() would take up is kept for kRetractionsKept.
// Returns how many.
std::size_t forget_settled(store::Transaction& tx, Timestamp before, std::size_t limit);

}  // namespace chancery::activitypub
