#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

// How many followers of the account are reached there.
void one_more_at(store::Transaction& tx, activity::AccountId account, std::string_view inbox) {
  const auto place = place_of(tx, inbox);
  if (!place) return;
  store::connection(tx)
      .query(
          "INSERT INTO follower_inbox (account, inbox, followers) VALUES (?, ?, 1) "
          "ON CONFLICT (account, inbox) DO UPDATE SET followers = follower_inbox.followers + 1")
      .bind(account, place->inbox)
      .run();
}

void one_less_at(store::Transaction& tx, activity::AccountId account, std::string_view inbox) {
  const auto known = known_inbox(tx, inbox);
  if (!known) return;
  auto& db = store::connection(tx);
  const auto last = db.query("DELETE FROM follower_inbox WHERE account = ? AND inbox = ? AND followers = 1")
                        .bind(account, *known)
                        .run();
  if (last > 0) return drop_inbox_if_unused(tx, *known);
  db.query("UPDATE follower_inbox SET followers = followers - 1 WHERE account = ? AND inbox = ?")
      .bind(account, *known)
      .run();
}

struct Place {
  activity::AccountId account;
  std::string inbox;
};

std::vector<Place> places(store::Query& query) {
  std::vector<Place> found;
  while (query.step()) found.push_back({query.id<activity::AccountId>(0), query.text(1)});
  return found;
}

}  // namespace

bool save_follower(store::Transaction& tx, const Follower& follower) {
  auto& db = store::connection(tx);
  std::optional<std::string> before;
  {
    auto known = db.query("SELECT inbox FROM follower WHERE account = ? AND actor = ?");
    if (known.bind(follower.account, follower.actor).step()) before = known.text(0);
  }
  db.query(
        "INSERT INTO follower (account, actor, actor_uri, follow, inbox, since) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (account, actor) DO UPDATE SET follow = excluded.follow, inbox = excluded.inbox")
      .bind(follower.account, follower.actor, follower.actor_uri, follower.follow, follower.inbox, follower.since)
      .run();
  if (before != follower.inbox) {
    one_more_at(tx, follower.account, follower.inbox);
    if (before) one_less_at(tx, follower.account, *before);
  }
  return !before;
}

bool remove_follower(store::Transaction& tx, activity::AccountId account, activity::ActorId actor) {
  std::vector<Place> left;
  {
    auto query =
        store::connection(tx).query("DELETE FROM follower WHERE account = ? AND actor = ? RETURNING account, inbox");
    left = places(query.bind(account, actor));
  }
  for (const auto& place : left) one_less_at(tx, place.account, place.inbox);
  return !left.empty();
}

std::optional<activity::AccountId> followed_by(store::Transaction& tx, activity::ActorId actor,
                                               std::string_view follow) {
  auto query = store::connection(tx).query("SELECT account FROM follower WHERE actor = ? AND follow = ?");
  if (!query.bind(actor, follow).step()) return std::nullopt;
  return query.id<activity::AccountId>(0);
}

std::vector<activity::AccountId> remove_follower_everywhere(store::Transaction& tx, activity::ActorId actor) {
  std::vector<Place> left;
  {
    auto query = store::connection(tx).query("DELETE FROM follower WHERE actor = ? RETURNING account, inbox");
    left = places(query.bind(actor));
  }
  std::vector<activity::AccountId> accounts;
  for (const auto& place : left) {
    one_less_at(tx, place.account, place.inbox);
    accounts.push_back(place.account);
  }
  return accounts;
}

std::vector<Follower> remove_followers_at(store::Transaction& tx, std::string_view inbox) {
  std::vector<Follower> gone;
  auto& db = store::connection(tx);
  {
    auto query =
        db.query("DELETE FROM follower WHERE inbox = ? RETURNING account, actor, actor_uri, follow, inbox, since");
    query.bind(inbox);
    while (query.step()) {
      gone.push_back({query.id<activity::AccountId>(0), query.id<activity::ActorId>(1), query.text(2), query.text(3),
                      query.text(4), query.time(5)});
    }
  }
  if (const auto known = known_inbox(tx, inbox)) {
    db.query("DELETE FROM follower_inbox WHERE inbox = ?").bind(*known).run();
    drop_inbox_if_unused(tx, *known);
  }
  return gone;
}

void move_follower_inbox(store::Transaction& tx, activity::ActorId actor, std::string_view inbox) {
  std::vector<Place> before;
  {
    auto query = store::connection(tx).query("SELECT account, inbox FROM follower WHERE actor = ? AND inbox <> ?");
    before = places(query.bind(actor, inbox));
  }
  store::connection(tx).query("UPDATE follower SET inbox = ? WHERE actor = ?").bind(inbox, actor).run();
  for (const auto& place : before) {
    one_more_at(tx, place.account, inbox);
    one_less_at(tx, place.account, place.inbox);
  }
}

std::vector<std::string> followers_from(store::Snapshot& snapshot, activity::AccountId account, std::string_view origin,
                                        std::size_t limit) {
  std::vector<std::string> uris;
  // '0' comes after '/'.
  auto query = store::connection(snapshot).query(
      "SELECT a.uri FROM actor a WHERE a.uri >= ? AND a.uri < ?"
      " AND EXISTS (SELECT 1 FROM follower f WHERE f.account = ? AND f.actor = a.id) ORDER BY a.uri LIMIT ?");
  query.bind(std::string(origin) + '/', std::string(origin) + '0', account, static_cast<std::int64_t>(limit));
  while (query.step()) uris.push_back(query.text(0));
  return uris;
}

bool is_follower(store::Snapshot& snapshot, activity::AccountId account, std::string_view actor_uri) {
  auto query = store::connection(snapshot).query(
      "SELECT 1 FROM actor a JOIN follower f ON f.actor = a.id WHERE a.uri = ? AND f.account = ?");
  return query.bind(actor_uri, account).step();
}

std::int64_t count_followers(store::Snapshot& snapshot, activity::AccountId account) {
  auto query = store::connection(snapshot).query("SELECT followers FROM follower_count WHERE account = ?");
  return query.bind(account).step() ? query.integer(0) : 0;
}

}  // namespace chancery::activitypub
