// What waits for a person's approval, without its words: in a surge these are many.
#pragma once

#include <vector>

#include "speak/posts.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// The account's submitted posts at whose present version she had no hand, the oldest first. By index alone.
[[nodiscard]] std::vector<PostId> awaiting_approval(store::Snapshot& snapshot, activity::AccountId account,
                                                    staff::UserId user);

}  // namespace chancery::speak
