#include "store/parked.hpp"

#include <span>

#include "base/log.hpp"
#include "store/log_sql.hpp"

namespace chancery::store {

Result<Retried> retry_parked(Store& store, std::string_view consumer, const Consumer::Prepare& prepare,
                             const Consumer::Handle& handle) {
  Retried retried;
  for (const auto& parked : store.read([](Snapshot& snapshot) { return parked_events(snapshot); })) {
    if (parked.consumer != consumer) continue;
    if (prepare) prepare(std::span(&parked.event, 1));
    const auto done = store.write_now([&](Transaction& tx) -> Status {
      if (!unpark_event(tx, consumer, parked.event.position)) return {};  // somebody else was faster
      return handle(tx, parked.event);
    });
    if (done) {
      ++retried.handled;
      continue;
    }
    if (done.error().code == Errc::Unavailable) return fail(done.error());
    ++retried.left;
    log::warn("store", "{}: {} at {} stays parked: {}", consumer, parked.event.type, parked.event.position,
              done.error().detail);
  }
  return retried;
}

}  // namespace chancery::store
