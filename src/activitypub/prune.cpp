#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/received.hpp"

namespace chancery::activitypub {

Status prune(store::Store& store, Timestamp now, const std::stop_token& stop) {
  constexpr std::size_t kSlice = 200;  // a few milliseconds of the bulk lane
  std::size_t forgotten = kSlice;
  while (forgotten == kSlice && !stop.stop_requested()) {
    auto done = store
                    .write(store::Lane::Bulk,
                           [now](store::Transaction& tx) -> Result<std::size_t> {
                             forget_expired(tx, now);
                             static_cast<void>(forget_readings(tx, now - kReadingKept, kSlice));
                             return forget_settled(tx, now - kDeliveriesKept, kSlice);
                           })
                    .get();
    if (!done) return fail(done.error());
    forgotten = *done;
  }
  return {};
}

}  // namespace chancery::activitypub
