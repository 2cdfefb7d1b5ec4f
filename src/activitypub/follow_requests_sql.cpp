#include "activitypub/follow_requests.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

Follower read_row(const store::Query& query) {
  return {query.id<activity::AccountId>(0),
          query.id<activity::ActorId>(1),
          query.text(2),
          query.text(3),
          query.text(4),
          query.time(5)};
}

}  // namespace

void save_follow_request(store::Transaction& tx, const Follower& asking) {
  store::connection(tx)
      .query(
          "INSERT INTO follow_request (account, actor, actor_uri, follow, inbox, since) VALUES (?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (account, actor) DO UPDATE SET follow = excluded.follow, inbox = excluded.inbox")
      .bind(asking.account, asking.actor, asking.actor_uri, asking.follow, asking.inbox, asking.since)
      .run();
}

std::optional<Follower> follow_request(store::Transaction& tx, activity::AccountId account,
                                       std::string_view actor_uri) {
  auto query = store::connection(tx).query(
      "SELECT account, actor, actor_uri, follow, inbox, since FROM follow_request WHERE account = ? AND actor_uri = ?");
  if (!query.bind(account, actor_uri).step()) return std::nullopt;
  return read_row(query);
}

bool remove_follow_request(store::Transaction& tx, activity::AccountId account, std::string_view actor_uri) {
  return store::connection(tx)
             .query("DELETE FROM follow_request WHERE account = ? AND actor_uri = ?")
             .bind(account, actor_uri)
             .run() > 0;
}

std::vector<Follower> follow_requests(store::Snapshot& snapshot, activity::AccountId account, activity::ActorId after,
                                      std::size_t limit) {
  std::vector<Follower> asking;
  auto query = store::connection(snapshot).query(
      "SELECT account, actor, actor_uri, follow, inbox, since FROM follow_request WHERE account = ? AND actor > ?"
      " ORDER BY actor LIMIT ?");
  query.bind(account, after, static_cast<std::int64_t>(limit));
  while (query.step()) asking.push_back(read_row(query));
  return asking;
}

std::int64_t count_follow_requests(store::Snapshot& snapshot, activity::AccountId account) {
  auto query = store::connection(snapshot).query("SELECT COUNT(*) FROM follow_request WHERE account = ?");
  return query.bind(account).step() ? query.integer(0) : 0;
}

std::optional<Follower> follower_of(store::Transaction& tx, activity::AccountId account, std::string_view actor_uri) {
  auto query = store::connection(tx).query(
      "SELECT f.account, f.actor, f.actor_uri, f.follow, f.inbox, f.since FROM follower f"
      " JOIN actor a ON a.id = f.actor WHERE a.uri = ? AND f.account = ?");
  if (!query.bind(actor_uri, account).step()) return std::nullopt;
  return read_row(query);
}

}  // namespace chancery::activitypub
