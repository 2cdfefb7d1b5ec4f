#include "activitypub/knock_memory.hpp"

#include <algorithm>
#include <optional>

#include "base/log.hpp"

namespace chancery::activitypub {
namespace {

void log_unkept(const Status& done) {
  if (!done) log::warn("activitypub", "which signature a server takes is not kept: {}", done.error().detail);
}

}  // namespace

KnockMemory::KnockMemory(store::Store& store, std::size_t limit) : store_(store), limit_(limit) {
  for (auto& known : store.read([&](store::Snapshot& snapshot) { return known_knocks(snapshot, limit); })) {
    hosts_.emplace(std::move(known.host), known.learned_at);
  }
}

bool KnockMemory::contains(std::string_view host) const {
  const std::scoped_lock lock(mutex_);
  return hosts_.contains(host);
}

void KnockMemory::remember(std::string_view host) {
  const auto now = store_.clock().now();
  std::optional<std::string> dropped;
  {
    const std::scoped_lock lock(mutex_);
    if (!hosts_.emplace(host, now).second) return;
    if (hosts_.size() > limit_) {
      const auto oldest = std::ranges::min_element(hosts_, {}, [](const auto& known) { return known.second; });
      dropped = oldest->first;
      hosts_.erase(oldest);
    }
  }
  const auto write = [host = std::string(host), now, dropped](store::Transaction& tx) -> Status {
    save_knock(tx, host, now);
    if (dropped) remove_knock(tx, *dropped);
    return {};
  };
  store_.submit(store::Lane::Bulk, write, log_unkept);
}

void KnockMemory::forget(std::string_view host) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = hosts_.find(host);
    if (found == hosts_.end()) return;
    hosts_.erase(found);
  }
  const auto write = [host = std::string(host)](store::Transaction& tx) -> Status {
    remove_knock(tx, host);
    return {};
  };
  store_.submit(store::Lane::Bulk, write, log_unkept);
}

}  // namespace chancery::activitypub
