// One press that stops everything which has not left.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// Why a post is held: somebody pressed, it could not leave at its time, or the store came back from a backup.
enum class HoldKind { Person, Late, Restore };
[[nodiscard]] std::string_view to_string(HoldKind kind);  // "person"
struct PostHold {
  PostId post;
  HoldKind kind = HoldKind::Person;
  std::string login;  // of a person
  Timestamp since;    // where the hold stood before the post came under it: since when that stands
  std::string reason;
};
// Of every held post from this one on, by post; one query.
[[nodiscard]] std::vector<PostHold> post_holds(store::Snapshot& snapshot, PostId from);

}  // namespace chancery::speak
