#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/received.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kPrunedSlice = 200;  // a few milliseconds of the bulk lane

// Until a slice finds less than it could take.
template <class Slice>
Status in_slices(store::Store& store, const std::stop_token& stop, Slice slice) {
  std::size_t done = kPrunedSlice;
  while (done >= kPrunedSlice && !stop.stop_requested()) {
    auto written = store.write(store::Lane::Bulk, slice).get();
    if (!written) return fail(written.error());
    done = *written;
  }
  return {};
}

Status drop_parked(store::Store& store, std::int64_t host, const std::stop_token& stop) {
  return in_slices(store, stop, [host](store::Transaction& tx) -> Result<std::size_t> {
    Tally tally;
    const auto dropped = drop_waiting(tx, host, kPrunedSlice, tally);
    tally.write(tx);
    return dropped;
  });
}

}  // namespace

Status prune(store::Store& store, Timestamp now, const std::stop_token& stop) {
  for (const auto host : store.read([](store::Snapshot& snapshot) { return parked_hosts(snapshot); })) {
    if (auto dropped = drop_parked(store, host, stop); !dropped) return dropped;
  }
  return in_slices(store, stop, [now](store::Transaction& tx) -> Result<std::size_t> {
    forget_expired(tx, now);
    static_cast<void>(forget_readings(tx, now - kReadingKept, kPrunedSlice));
    return forget_settled(tx, now - kDeliveriesKept, kPrunedSlice);
  });
}

}  // namespace chancery::activitypub
