// Which servers take signatures of RFC 9421 alone, so that they get such a one first. For activitypub/ alone.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// In memory, and kept in the store. Thread safety: any thread. Nothing here waits for the store but the constructor.
class KnockMemory {
 public:
  // At most `limit` hosts: of more, the one learned first is forgotten. Borrows the store.
  KnockMemory(store::Store& store, std::size_t limit);
  [[nodiscard]] bool contains(std::string_view host) const;
  void remember(std::string_view host);
  void forget(std::string_view host);

 private:
  store::Store& store_;
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::map<std::string, Timestamp, std::less<>> hosts_;  // guarded by mutex_; when it was learned
};

// Its rows, newest first, at most `limit`.
struct KnownKnock {
  std::string host;
  Timestamp learned_at;
};
[[nodiscard]] std::vector<KnownKnock> known_knocks(store::Snapshot& snapshot, std::size_t limit);
void save_knock(store::Transaction& tx, std::string_view host, Timestamp learned_at);
void remove_knock(store::Transaction& tx, std::string_view host);

}  // namespace chancery::activitypub
