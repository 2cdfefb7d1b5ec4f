// Who began to follow us: how many, and who they are for those who may be asked for by name. Followers are private
// persons; only public actors are ever shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "activity/actor.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

struct NewFollowers {
  std::int64_t follows = 0;  // of all accounts, those that still stand
  bool looked_at_all = true;
};

inline constexpr std::size_t kMostLookedAt = 50'000;

// Since `from`, before `to`. `look` is given each actor that no account of ours follows, the newest first, once for
// each account it follows, up to kMostLookedAt.
[[nodiscard]] NewFollowers new_followers(store::Snapshot& snapshot, Timestamp from, Timestamp to,
                                         const std::function<void(const activity::Actor&)>& look);

}  // namespace chancery::activitypub
