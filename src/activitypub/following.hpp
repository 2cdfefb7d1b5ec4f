// Whom our accounts follow, whom they block and by whom they are blocked: as it stands here.
//
// What others are told of it: actions.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class FollowState { Asked, Accepted, Refused };
[[nodiscard]] std::string_view to_string(FollowState state);  // "asked"

struct Following {
  activity::AccountId account;
  std::string actor;  // URI
  std::string inbox;
  activity::ActivityId follow;
  FollowState state = FollowState::Asked;
  std::string moved_to;  // URI of its new actor, checked: our people may follow that instead. Empty: it did not move
  Timestamp since;
};

void save_following(store::Transaction& tx, const Following& following);
[[nodiscard]] std::optional<Following> following(store::Transaction& tx, activity::AccountId account,
                                                 std::string_view actor);
// True when there was one.
bool remove_following(store::Transaction& tx, activity::AccountId account, std::string_view actor);
// All accounts that follow it, with what each asked.
[[nodiscard]] std::vector<Following> followings_of(store::Transaction& tx, std::string_view actor);
[[nodiscard]] std::vector<Following> followings(store::Snapshot& snapshot, activity::AccountId account);
// The accounts of ours that follow it, as far as it said yes.
[[nodiscard]] std::vector<activity::AccountId> accepted_followers(store::Snapshot& snapshot, std::string_view actor);
// By any account of ours, and it said yes.
[[nodiscard]] bool is_followed(store::Snapshot& snapshot, std::string_view actor);
void set_moved(store::Transaction& tx, std::string_view actor, std::string_view moved_to);

struct Blocked {
  activity::AccountId account;
  std::string actor;  // URI
  activity::ActivityId activity;
  Timestamp at;
};
void save_block(store::Transaction& tx, const Blocked& blocked);
[[nodiscard]] std::optional<Blocked> blocked(store::Transaction& tx, activity::AccountId account,
                                             std::string_view actor);
bool remove_block(store::Transaction& tx, activity::AccountId account, std::string_view actor);
[[nodiscard]] std::vector<Blocked> blocks(store::Snapshot& snapshot, activity::AccountId account);
// Who blocks us is kept as a digest: enough to leave them alone.
void set_blocked_by(store::Transaction& tx, activity::AccountId account, std::string_view actor, bool blocks);
[[nodiscard]] bool is_blocked_by(store::Transaction& tx, activity::AccountId account, std::string_view actor);

// What names the actor: it is gone. That we block it stays, for it may come again under the same name.
void forget_relations(store::Transaction& tx, std::string_view actor);

}  // namespace chancery::activitypub
