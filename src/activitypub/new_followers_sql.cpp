#include "activitypub/new_followers.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {

NewFollowers new_followers(store::Snapshot& snapshot, Timestamp from, Timestamp to,
                           const std::function<void(const activity::Actor&)>& look) {
  auto& db = store::connection(snapshot);
  NewFollowers found;
  auto number = db.query("SELECT count(*) FROM follower INDEXED BY follower_since WHERE since >= ? AND since < ?");
  number.bind(from, to);
  if (number.step()) found.follows = number.integer(0);
  found.looked_at_all = found.follows <= static_cast<std::int64_t>(kMostLookedAt);
  auto query = db.query(
      "SELECT a.id, a.uri, a.preferred_username, a.name, a.url, a.handle FROM (SELECT actor, actor_uri FROM follower"
      " INDEXED BY follower_since WHERE since >= ? AND since < ? ORDER BY since DESC LIMIT ?) f"
      " JOIN actor a ON a.id = f.actor"
      " WHERE NOT EXISTS (SELECT 1 FROM following g WHERE g.actor = f.actor_uri AND g.state = 'accepted')");
  query.bind(from, to, static_cast<std::int64_t>(kMostLookedAt));
  while (query.step()) {
    activity::Actor actor;
    actor.id = query.id<activity::ActorId>(0);
    actor.uri = query.text(1);
    actor.preferred_username = query.text(2);
    actor.name = query.text(3);
    actor.url = query.text(4);
    actor.handle = query.text(5);
    look(actor);
  }
  return found;
}

}  // namespace chancery::activitypub
