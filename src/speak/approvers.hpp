// Whether enough people may approve what is to leave: where fewer may than must, it waits for ever.
#pragma once

#include <vector>

#include "speak/posts.hpp"
#include "store/store.hpp"

namespace chancery::speak {

struct Approvers {
  int needed = 0;  // approvals
  int able = 0;    // people who may give one, who gave it included; who wrote it never
  [[nodiscard]] int missing() const { return needed > able ? needed - able : 0; }
};

// Of what these people write for the account. `more`: approvals beyond its rule, as the checks ask for them.
[[nodiscard]] Approvers approvers_for(store::Snapshot& snapshot, activity::AccountId account,
                                      const std::vector<staff::UserId>& writers, int more);
// Of the version that stands. Of a draft by the account's rule alone: the checks may ask for more at its submission.
[[nodiscard]] Approvers approvers_of(store::Snapshot& snapshot, const Post& post);

}  // namespace chancery::speak
