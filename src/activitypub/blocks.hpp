// Whom we do not talk to at all, in memory, so that every identifier can be checked against it.
#pragma once

#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "store/store.hpp"

namespace chancery::activitypub {

// Thread safety: any thread.
class Blocks {
 public:
  // What the rules of moderation.hpp say now; to be called at start and after each change.
  void load(store::Snapshot& snapshot);
  // It, or a domain above it.
  [[nodiscard]] bool has_host(std::string_view host) const;
  // Likewise: its pictures are not fetched. True of every blocked host too.
  [[nodiscard]] bool rejects_media(std::string_view host) const;
  [[nodiscard]] bool has_actor(std::string_view uri) const;

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_set<std::string> hosts_;      // guarded by mutex_
  std::unordered_set<std::string> medialess_;  // likewise, the blocked ones left out
  std::unordered_set<std::string> actors_;     // guarded by mutex_
};

}  // namespace chancery::activitypub
