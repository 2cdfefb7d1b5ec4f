// One press that stops everything which has not left.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "speak/posts.hpp"

namespace chancery::speak {

// Publish on any account: holds every approved post of every account that has not left, whoever scheduled it, and what
// is approved from now on, until the hold is lifted. An emergency release alone passes it. Gives how many were held;
// a hold that stands already stays as it is.
[[nodiscard]] Result<std::size_t> hold_all(store::Transaction& tx, const Acting& acting, std::string_view reason);
// Publish on any account: what is approved leaves again. What was held goes on only when it is scheduled anew. Gives
// how many posts are held. Fails with Errc::Conflict when nothing is held.
[[nodiscard]] Result<std::size_t> lift_hold(store::Transaction& tx, const Acting& acting, std::string_view reason);
struct StandingHold {
  staff::UserId by;  // none: a restore
  Timestamp since;
  std::string reason;
};
[[nodiscard]] std::optional<StandingHold> standing_hold(store::Snapshot& snapshot);

}  // namespace chancery::speak
