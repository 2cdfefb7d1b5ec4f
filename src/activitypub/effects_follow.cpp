// Who follows whom: Follow, Accept, Reject, Block, Move, and the Undo of these.
#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/follow_requests.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "activitypub/received.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/profiles.hpp"

namespace chancery::activitypub {
namespace {

namespace events = activity::events;

// Which of our Follows of this actor an answer is about: by the id it had, or by the account it names.
std::optional<Following> asked(store::Transaction& tx, const std::string& actor,
                               std::optional<activity::ActivityId> follow, std::optional<activity::AccountId> account) {
  for (auto& following : followings_of(tx, actor)) {
    if (follow ? following.follow == *follow : following.account == account) return std::move(following);
  }
  return std::nullopt;
}

void end_follow(store::Transaction& tx, activity::AccountId account, const std::string& uri) {
  static_cast<void>(remove_follow_request(tx, account, uri));
  forget_accepts(tx, account, uri);
  const auto actor = store::actor_by_uri(tx, uri);
  if (actor && remove_follower(tx, account, actor->id)) {
    store::append_event(tx, events::kUnfollowed, follow_facts(account, actor->id));
  }
}

}  // namespace

// Not idempotent by id, unlike all others: Misskey gives each Follow of one actor by another the same id. Following
// again renews the follower and tells it so again. What was signed before her last Follow or Undo of it is an old one,
// told again by whoever got hold of it.
Decision follow(const Received& received) {
  const auto account = received.peers.addresses().account_in(received.activity.object);
  if (!account) return nothing();
  return effect(
      [follow = received.activity.id, account = *account, signer = received.signer,
       signed_at = received.activity.signed_at, &store = received.store](store::Transaction& tx) -> Status {
        const auto now = store.clock().now();
        if (!is_latest(tx, follow_time_of(signer.uri, account), signed_at, now)) return {};
        if (!store::account_by_id(tx, account) || forget_received(tx, undoing_of(signer.uri, follow))) return {};
        if (blocked(tx, account, signer.uri)) return {};
        const auto actor = store::save_actor(tx, signer);
        const Follower follower{account, actor, signer.uri, follow, delivery_inbox(signer), now};
        if (store::profile_of(tx, account).approves_followers && !follower_of(tx, account, signer.uri)) {
          save_follow_request(tx, follower);
          return {};
        }
        if (save_follower(tx, follower)) {
          store::append_event(tx, events::kFollowed, follow_facts(account, actor));
        }
        forget_accepts(tx, account, signer.uri);
        queue_accept(tx, store, account, follow, signer.uri, signer.inbox);
        return {};
      },
      true);
}

Decision undo_follow(const Received& received) {
  const auto& activity = received.activity;
  const bool follow = activity.object_verb == Verb::Follow;
  if (follow && !activity.object_actor.empty() && activity.object_actor != received.signer.uri) {
    return fail(Errc::Forbidden, "an Undo of another actor's Follow");
  }
  const auto named = follow ? received.peers.addresses().account_in(activity.object_object) : std::nullopt;
  const bool of_others = follow && !named && !activity.object_object.empty();
  if (of_others || (!named && activity.object.empty())) return nothing();
  return effect([name = name_of(activity), named, undone = activity.object, uri = received.signer.uri,
                 signed_at = activity.signed_at, &store = received.store](store::Transaction& tx) -> Status {
    const auto now = store.clock().now();
    const bool is_new = first_time(tx, name, now);
    const auto actor = store::actor_by_uri(tx, uri);
    const auto account = named || !actor ? named : followed_by(tx, actor->id, undone);
    if (account && !is_latest(tx, follow_time_of(uri, *account), signed_at, now)) return {};
    if (account) forget_accepts(tx, *account, uri);
    if (account && remove_follow_request(tx, *account, uri)) return {};
    if (account && actor && remove_follower(tx, *account, actor->id)) {
      store::append_event(tx, events::kUnfollowed, follow_facts(*account, actor->id));
    } else if (is_new && !undone.empty()) {
      // The Follow may come later, tried again by its server; then it is not wanted any more.
      static_cast<void>(first_time(tx, undoing_of(uri, undone), now, kUndoneFollowKept));
    }
    return {};
  });
}

Decision answer_to_follow(const Received& received) {
  const auto& activity = received.activity;
  const auto& addresses = received.peers.addresses();
  const auto follow = addresses.activity_in(activity.object);
  const auto account = addresses.account_in(activity.object_actor);
  // Misskey and others embed the Follow, sometimes under no id or one of their own.
  const bool embedded = activity.object_verb == Verb::Follow && account;
  if (!follow && !embedded) return nothing();
  if (embedded && !activity.object_object.empty() && activity.object_object != received.signer.uri) {
    return fail(Errc::Forbidden, "an answer to a Follow of another actor");
  }
  return effect([follow, account, accepts = activity.verb == Verb::Accept,
                 actor = received.signer.uri](store::Transaction& tx) -> Status {
    auto following = asked(tx, actor, follow, account);
    // The answer to an older Follow says nothing of this one; a refusal is always meant.
    if (!following) return {};
    following->state = accepts ? FollowState::Accepted : FollowState::Refused;
    save_following(tx, *following);
    return {};
  });
}

// A peer we follow goes on elsewhere. Whether to follow it there is for our people to say.
Decision move(const Received& received) {
  const auto& activity = received.activity;
  if (activity.object != received.signer.uri) return fail(Errc::Forbidden, "a Move of another actor");
  const auto& aliases = activity.aliases;
  if (activity.target.empty() || std::ranges::find(aliases, received.signer.uri) == aliases.end()) return nothing();
  return effect([actor = received.signer.uri, target = activity.target](store::Transaction& tx) -> Status {
    set_moved(tx, actor, target);
    return {};
  });
}

Decision block(const Received& received) {
  const auto account = received.peers.addresses().account_in(received.activity.object);
  if (!account) return nothing();
  return effect([name = name_of(received.activity), account = *account, uri = received.signer.uri,
                 &store = received.store](store::Transaction& tx) -> Status {
    const auto now = store.clock().now();
    if (!store::account_by_id(tx, account) ||
        !first_time(tx, name, now, kBlockKept, {Deed::Kind::Block, account.value})) {
      return {};
    }
    set_blocked_by(tx, account, uri, true);
    end_follow(tx, account, uri);
    static_cast<void>(remove_following(tx, account, uri));
    return {};
  });
}

Decision undo_block(const Received& received) {
  const auto& activity = received.activity;
  const auto account = received.peers.addresses().account_in(activity.object_object);
  if (!account) return nothing();
  return effect([block = activity.object, account = *account, uri = received.signer.uri,
                 &store = received.store](store::Transaction& tx) -> Status {
    set_blocked_by(tx, account, uri, false);
    // Its Block may come later.
    if (!block.empty()) {
      static_cast<void>(take_deed(tx, name_under(uri, block)));
      static_cast<void>(first_time(tx, name_under(uri, block), store.clock().now(), kWithdrawalKept));
    }
    return {};
  });
}

}  // namespace chancery::activitypub
