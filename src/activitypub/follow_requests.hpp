// Who wants to follow an account that chooses its followers, until somebody says yes or no.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "activitypub/followers.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// The newer Follow of the same actor takes the place of the older.
void save_follow_request(store::Transaction& tx, const Follower& asking);
[[nodiscard]] std::optional<Follower> follow_request(store::Transaction& tx, activity::AccountId account,
                                                     std::string_view actor_uri);
// She took it back, or was answered. True when there was one.
bool remove_follow_request(store::Transaction& tx, activity::AccountId account, std::string_view actor_uri);
// In the order we came to know them, those after the actor `after`; 0: from the first.
[[nodiscard]] std::vector<Follower> follow_requests(store::Snapshot& snapshot, activity::AccountId account,
                                                    activity::ActorId after, std::size_t limit);
[[nodiscard]] std::int64_t count_follow_requests(store::Snapshot& snapshot, activity::AccountId account);

// One of the account's followers, by her actor.
[[nodiscard]] std::optional<Follower> follower_of(store::Transaction& tx, activity::AccountId account,
                                                  std::string_view actor_uri);

}  // namespace chancery::activitypub
