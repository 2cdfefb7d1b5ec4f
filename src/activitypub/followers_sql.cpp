#include "activitypub/followers.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {

bool save_follower(store::Transaction& tx, const Follower& follower) {
  auto& db = store::connection(tx);
  auto known = db.query("SELECT 1 FROM follower WHERE account = ? AND actor = ?");
  const bool is_new = !known.bind(follower.account, follower.actor).step();
  db.query(
        "INSERT INTO follower (account, actor, actor_uri, follow, inbox, since) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (account, actor) DO UPDATE SET follow = excluded.follow, inbox = excluded.inbox")
      .bind(follower.account, follower.actor, follower.actor_uri, follower.follow, follower.inbox, follower.since)
      .run();
  return is_new;
}

bool remove_follower(store::Transaction& tx, activity::AccountId account, activity::ActorId actor) {
  auto query = store::connection(tx).query("DELETE FROM follower WHERE account = ? AND actor = ?");
  return query.bind(account, actor).run() > 0;
}

std::optional<activity::AccountId> followed_by(store::Transaction& tx, activity::ActorId actor,
                                               std::string_view follow) {
  auto query = store::connection(tx).query("SELECT account FROM follower WHERE actor = ? AND follow = ?");
  if (!query.bind(actor, follow).step()) return std::nullopt;
  return query.id<activity::AccountId>(0);
}

std::vector<activity::AccountId> remove_follower_everywhere(store::Transaction& tx, activity::ActorId actor) {
  std::vector<activity::AccountId> accounts;
  auto query = store::connection(tx).query("DELETE FROM follower WHERE actor = ? RETURNING account");
  query.bind(actor);
  while (query.step()) accounts.push_back(query.id<activity::AccountId>(0));
  return accounts;
}

std::vector<Follower> remove_followers_at(store::Transaction& tx, std::string_view inbox) {
  std::vector<Follower> gone;
  auto query = store::connection(tx).query(
      "DELETE FROM follower WHERE inbox = ? RETURNING account, actor, actor_uri, follow, inbox, since");
  query.bind(inbox);
  while (query.step()) {
    gone.push_back({query.id<activity::AccountId>(0), query.id<activity::ActorId>(1), query.text(2), query.text(3),
                    query.text(4), query.time(5)});
  }
  return gone;
}

void move_follower_inbox(store::Transaction& tx, activity::ActorId actor, std::string_view inbox) {
  store::connection(tx).query("UPDATE follower SET inbox = ? WHERE actor = ?").bind(inbox, actor).run();
}

std::vector<std::string> follower_inboxes(store::Transaction& tx, activity::AccountId account) {
  std::vector<std::string> inboxes;
  auto query = store::connection(tx).query("SELECT DISTINCT inbox FROM follower WHERE account = ? ORDER BY inbox");
  query.bind(account);
  while (query.step()) inboxes.push_back(query.text(0));
  return inboxes;
}

bool is_follower(store::Snapshot& snapshot, activity::AccountId account, std::string_view actor_uri) {
  auto query = store::connection(snapshot).query(
      "SELECT 1 FROM actor a JOIN follower f ON f.actor = a.id WHERE a.uri = ? AND f.account = ?");
  return query.bind(actor_uri, account).step();
}

std::int64_t count_followers(store::Snapshot& snapshot, activity::AccountId account) {
  auto query = store::connection(snapshot).query("SELECT COUNT(*) FROM follower WHERE account = ?");
  return query.bind(account).step() ? query.integer(0) : 0;
}

}  // namespace chancery::activitypub
