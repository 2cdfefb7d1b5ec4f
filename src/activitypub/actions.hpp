// What our accounts do towards others, beside publishing and sharing: follow, block, report, move, choose followers.
//
// Each runs in the caller's transaction: it changes what stands here and queues what others are told, so that both
// happen or neither. Doing it twice succeeds and tells nobody twice, but for flag(). Who may do it is the caller's to
// check, and the audit entry the caller's to write; after the commit Deliveries::nudge().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"
#include "activitypub/own_activity.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Under whose name, and what is needed to do it.
struct Acting {
  activity::AccountId account;
  const activity::Addresses& addresses;
  IdSource& ids;
  Timestamp now;
};

// Asks to follow; `whom` as fetched. Asks again where that was refused.
void follow_actor(store::Transaction& tx, const Acting& acting, const activity::Actor& whom);
void unfollow(store::Transaction& tx, const Acting& acting, std::string_view whom);

// Takes back what that server takes for a Follow of ours and we know nothing of.
void undo_unknown_follow(store::Transaction& tx, const Acting& acting, const activity::Actor& whom);

// Neither follows the other from now on; consents to quotes and replies of theirs are taken back.
void block_actor(store::Transaction& tx, const Acting& acting, const activity::Actor& whom);
void undo_block(store::Transaction& tx, const Acting& acting, const activity::Actor& whom);

// Complains to the server of `whom`, in the name of ours. Each call complains anew.
void flag(store::Transaction& tx, const Acting& acting, const activity::Actor& whom, const FlagDetail& what);

// Tells the followers that the account goes on as `target`, and says so in its profile. Fails with Errc::Invalid when
// the target does not say that it is this account too: fetch it and read_aliases() first. Followers move by themselves.
struct MoveTarget {
  std::string actor;                 // URI
  std::vector<std::string> aliases;  // its alsoKnownAs
};
[[nodiscard]] Status move_account(store::Transaction& tx, const Acting& acting, const MoveTarget& target);
// It goes on here after all, and says so. Who followed it there meanwhile does not come back by itself.
void undo_move(store::Transaction& tx, const Acting& acting);

// Of an account that chooses its followers. Each fails with Errc::NotFound when that actor did not ask.
[[nodiscard]] Status accept_follow(store::Transaction& tx, const Acting& acting, std::string_view actor);
[[nodiscard]] Status reject_follow(store::Transaction& tx, const Acting& acting, std::string_view actor);
// Takes an accepted follower off the list; her server is told.
void remove_follower(store::Transaction& tx, const Acting& acting, std::string_view actor);

}  // namespace chancery::activitypub
