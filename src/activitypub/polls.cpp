#include <condition_variable>
#include <mutex>

#include "activitypub/reactions.hpp"
#include "base/log.hpp"

namespace chancery::activitypub {

void tell_polls(store::Store& store, const std::stop_token& stop) {
  constexpr std::chrono::minutes kRound{1};
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    const auto told = store.write_now(
        [&](store::Transaction& tx) -> Result<std::size_t> { return tell_polls(tx, store.clock().now()); });
    if (!told) log::warn("activitypub", "polls were not told of: {}", told.error().detail);
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kRound, [] { return false; });
  }
}

}  // namespace chancery::activitypub
