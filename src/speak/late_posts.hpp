// Approved posts that should have left, and have not.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "speak/posts.hpp"

namespace chancery::speak {

struct LatePost {
  PostId id;
  activity::AccountId account;
  Timestamp leaves_at;
};

inline constexpr std::chrono::minutes kStuckAfter{2};

// Those that should have left more than kStuckAfter ago, the longest due first: something is stuck, and people must
// see it. Reads no body: one that cannot be read is told, too.
[[nodiscard]] std::vector<LatePost> late_posts(store::Snapshot& snapshot, Timestamp now);
// When the next approved post is to leave, of those due after that time.
[[nodiscard]] std::optional<Timestamp> next_departure_after(store::Snapshot& snapshot, Timestamp after);

}  // namespace chancery::speak
