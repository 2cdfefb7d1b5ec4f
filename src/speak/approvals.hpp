// What waits for approval, or has it and has not left, without its words: in a surge these are many.
#pragma once

#include <vector>

#include "speak/posts.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// The account's submitted posts at whose present version she had no hand, the oldest first. By index alone.
[[nodiscard]] std::vector<PostId> awaiting_approval(store::Snapshot& snapshot, activity::AccountId account,
                                                    staff::UserId user);

// Who approved what left first: the version of its first sending, else the one that stands. Nobody where one released
// it alone.
[[nodiscard]] std::vector<staff::UserId> approved_what_left(store::Snapshot& snapshot, PostId id);

// How many posts have not left, of one account or of all (none). A stricter rule binds those that are submitted; the
// others keep the approvals they have (ADR 75).
struct UnderWay {
  int submitted = 0;
  int approved = 0;
  int held = 0;
};
[[nodiscard]] UnderWay under_way(store::Snapshot& snapshot, activity::AccountId account = {});

}  // namespace chancery::speak
