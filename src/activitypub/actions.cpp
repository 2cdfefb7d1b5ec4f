#include "activitypub/actions.hpp"

#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/delivery_audience.hpp"
#include "activitypub/delivery_plan.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/follow_requests.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "activitypub/stamps.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/profiles.hpp"

namespace chancery::activitypub {
namespace {

OwnActivity deed(const Acting& acting, ActivityKind kind, std::string_view object) {
  OwnActivity activity;
  activity.id = acting.ids.make<activity::ActivityId>();
  activity.kind = kind;
  activity.account = acting.account;
  activity.created_at = acting.now;
  activity.object = object;
  return activity;
}

// To one inbox alone.
void tell(store::Transaction& tx, const Acting& acting, const OwnActivity& activity, std::string_view inbox) {
  if (inbox.empty()) return;
  queue_activity(tx, acting.ids, {activity, {false, {std::string(inbox)}, {}}});
}

std::string inbox_of(store::Transaction& tx, std::string_view actor) {
  const auto known = store::actor_by_uri(tx, actor);
  return known ? known->inbox : std::string();
}

void append_follow_event(store::Transaction& tx, std::string_view type, const Follower& follower) {
  store::append_event(tx, type, {{"account", follower.account.value}, {"actor", follower.actor.value}});
}

// She follows no more, and may be told so.
bool drop_follower(store::Transaction& tx, const Follower& follower) {
  forget_accepts(tx, follower.account, follower.actor_uri);
  if (!remove_follower(tx, follower.account, follower.actor)) return false;
  append_follow_event(tx, activity::events::kUnfollowed, follower);
  return true;
}

void tell_rejected(store::Transaction& tx, const Acting& acting, const Follower& follower) {
  auto reject = deed(acting, ActivityKind::Reject, {});
  reject.follow = follower.follow;
  reject.follower = follower.actor_uri;
  tell(tx, acting, reject, inbox_of(tx, follower.actor_uri));
}

}  // namespace

void follow_actor(store::Transaction& tx, const Acting& acting, const activity::Actor& whom) {
  const auto before = following(tx, acting.account, whom.uri);
  if (before && before->state != FollowState::Refused) return;
  static_cast<void>(store::save_actor(tx, whom));
  const auto follow = deed(acting, ActivityKind::Follow, whom.uri);
  save_following(tx, {acting.account, whom.uri, whom.inbox, follow.id, FollowState::Asked, {}, acting.now});
  tell(tx, acting, follow, whom.inbox);
}

void unfollow(store::Transaction& tx, const Acting& acting, std::string_view whom) {
  const auto before = following(tx, acting.account, whom);
  if (!before) return;
  static_cast<void>(remove_following(tx, acting.account, whom));
  auto undo = deed(acting, ActivityKind::UndoFollow, whom);
  undo.detail = acting.addresses.activity(before->follow);
  tell(tx, acting, undo, before->inbox);
}

void undo_unknown_follow(store::Transaction& tx, const Acting& acting, const activity::Actor& whom) {
  auto undo = deed(acting, ActivityKind::UndoFollow, whom.uri);
  // The Follow is told by whose it is and of whom; an id of its own is asked for, and ours is not known.
  undo.detail = acting.addresses.activity(undo.id) + "#follow";
  tell(tx, acting, undo, whom.inbox);
}

void block_actor(store::Transaction& tx, const Acting& acting, const activity::Actor& whom) {
  if (blocked(tx, acting.account, whom.uri)) return;
  if (const auto follower = follower_of(tx, acting.account, whom.uri)) static_cast<void>(drop_follower(tx, *follower));
  static_cast<void>(remove_follow_request(tx, acting.account, whom.uri));
  static_cast<void>(remove_following(tx, acting.account, whom.uri));
  for (const auto& stamp : stamps_for(tx, acting.account, whom.uri)) {
    const auto told = take_back_stamp(tx, acting.ids, stamp, acting.account, acting.now);
    if (told) queue_activity(tx, acting.ids, *told);
  }
  const auto block = deed(acting, ActivityKind::Block, whom.uri);
  save_block(tx, {acting.account, whom.uri, block.id, acting.now});
  tell(tx, acting, block, whom.inbox);
}

void undo_block(store::Transaction& tx, const Acting& acting, const activity::Actor& whom) {
  const auto before = blocked(tx, acting.account, whom.uri);
  if (!before) return;
  static_cast<void>(remove_block(tx, acting.account, whom.uri));
  auto undo = deed(acting, ActivityKind::UndoBlock, whom.uri);
  undo.detail = acting.addresses.activity(before->activity);
  tell(tx, acting, undo, whom.inbox);
}

void flag(store::Transaction& tx, const Acting& acting, const activity::Actor& whom, const FlagDetail& what) {
  auto complaint = deed(acting, ActivityKind::Flag, whom.uri);
  complaint.detail = write_flag(what);
  // About a person, to those who run her server.
  tell(tx, acting, complaint, whom.shared_inbox.empty() ? whom.inbox : whom.shared_inbox);
}

Status move_account(store::Transaction& tx, const Acting& acting, const MoveTarget& target) {
  const auto self = acting.addresses.actor(acting.account);
  if (target.actor == self || std::ranges::find(target.aliases, self) == target.aliases.end()) {
    return fail(Errc::Invalid, "the target does not name this account in alsoKnownAs",
                "target: the new account must first name " + self + " among its own former addresses");
  }
  auto profile = store::profile_of(tx, acting.account);
  if (profile.moved_to == target.actor) return {};
  profile.moved_to = target.actor;
  store::put_profile(tx, acting.account, profile);
  store::append_event(tx, activity::events::kAccountChanged, {{"account", acting.account.value}});
  queue_activity(tx, acting.ids, {deed(acting, ActivityKind::Move, target.actor), {true, {}, {}}});
  return {};
}

void undo_move(store::Transaction& tx, const Acting& acting) {
  auto profile = store::profile_of(tx, acting.account);
  if (profile.moved_to.empty()) return;
  profile.moved_to.clear();
  store::put_profile(tx, acting.account, profile);
  store::append_event(tx, activity::events::kAccountChanged, {{"account", acting.account.value}});
}

Status accept_follow(store::Transaction& tx, const Acting& acting, std::string_view actor) {
  const auto asking = follow_request(tx, acting.account, actor);
  if (!asking) {
    if (follower_of(tx, acting.account, actor)) return {};
    return fail(Errc::NotFound, "this actor does not wait to follow the account");
  }
  static_cast<void>(remove_follow_request(tx, acting.account, actor));
  if (save_follower(tx, *asking)) append_follow_event(tx, activity::events::kFollowed, *asking);
  auto accept = deed(acting, ActivityKind::Accept, {});
  accept.follow = asking->follow;
  accept.follower = asking->actor_uri;
  tell(tx, acting, accept, inbox_of(tx, actor));
  return {};
}

Status reject_follow(store::Transaction& tx, const Acting& acting, std::string_view actor) {
  const auto asking = follow_request(tx, acting.account, actor);
  if (!asking) return fail(Errc::NotFound, "this actor does not wait to follow the account");
  static_cast<void>(remove_follow_request(tx, acting.account, actor));
  tell_rejected(tx, acting, *asking);
  return {};
}

void remove_follower(store::Transaction& tx, const Acting& acting, std::string_view actor) {
  const auto follower = follower_of(tx, acting.account, actor);
  if (follower && drop_follower(tx, *follower)) tell_rejected(tx, acting, *follower);
}

}  // namespace chancery::activitypub
