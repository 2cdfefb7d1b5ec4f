// Who follows our accounts. Only what delivery needs is kept: actor, inbox, the Follow to accept.
//
// The list itself never leaves the server: followers are private persons. Only their number is public.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

struct Follower {
  activity::AccountId account;
  activity::ActorId actor;
  std::string actor_uri;
  std::string follow;  // id of the Follow activity
  std::string inbox;   // where deliveries go: the shared inbox when there is one
  Timestamp since;
};

// Adds the follower, or takes over the newer Follow and inbox of the same actor. True when it is a new one.
bool save_follower(store::Transaction& tx, const Follower& follower);
// True when there was one.
bool remove_follower(store::Transaction& tx, activity::AccountId account, activity::ActorId actor);
// Which account the actor's Follow of that id was about.
[[nodiscard]] std::optional<activity::AccountId> followed_by(store::Transaction& tx, activity::ActorId actor,
                                                             std::string_view follow);
// Of all accounts; returns the accounts it followed.
std::vector<activity::AccountId> remove_follower_everywhere(store::Transaction& tx, activity::ActorId actor);
// Everyone reached through an inbox that is gone; returns who that was.
std::vector<Follower> remove_followers_at(store::Transaction& tx, std::string_view inbox);
// The actor moved its inboxes.
void move_follower_inbox(store::Transaction& tx, activity::ActorId actor, std::string_view inbox);

// The addresses of those whose address begins with this origin ("https://peer.example"), in their order. Reads the
// actors we know of that origin.
[[nodiscard]] std::vector<std::string> followers_from(store::Snapshot& snapshot, activity::AccountId account,
                                                      std::string_view origin, std::size_t limit);

[[nodiscard]] bool is_follower(store::Snapshot& snapshot, activity::AccountId account, std::string_view actor_uri);
// The inboxes themselves are kept apart, each with how many are reached there (follower_inbox): a note goes to these,
// and nothing counts or scans the followers one by one. Their number is a row of its own.
[[nodiscard]] std::int64_t count_followers(store::Snapshot& snapshot, activity::AccountId account);

}  // namespace chancery::activitypub
