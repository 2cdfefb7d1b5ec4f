#include <array>
#include <limits>
#include <span>

#include "activitypub/following.hpp"
#include "crypto/hash.hpp"
#include "store/shares.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::array<std::string_view, 3> kStates{"asked", "accepted", "refused"};
constexpr std::size_t kBlockDigestBytes = 16;

FollowState state_of(std::string_view name) {
  if (name == "accepted") return FollowState::Accepted;
  return name == "refused" ? FollowState::Refused : FollowState::Asked;
}

constexpr const char* kSelectFollowing =
    "SELECT account, actor, inbox, follow, state, moved_to, since FROM following WHERE ";

template <class... Values>
std::vector<Following> find(store::Connection& db, std::string_view condition, const Values&... values) {
  std::vector<Following> found;
  auto query = db.query(std::string(kSelectFollowing).append(condition));
  query.bind(values...);
  while (query.step()) {
    found.push_back({query.id<activity::AccountId>(0), query.text(1), query.text(2), query.id<activity::ActivityId>(3),
                     state_of(query.text(4)), query.text(5), query.time(6)});
  }
  return found;
}

Blocked read_blocked(const store::Query& query) {
  return {query.id<activity::AccountId>(0), query.text(1), query.id<activity::ActivityId>(2), query.time(3)};
}

std::vector<unsigned char> block_digest(activity::AccountId account, std::string_view actor) {
  const auto digest = crypto::blake2b(account.text() + " blocked by " + std::string(actor), {}, kBlockDigestBytes);
  return {digest.begin(), digest.end()};
}

}  // namespace

std::string_view to_string(FollowState state) {
  return kStates.at(static_cast<std::size_t>(state));
}

void save_following(store::Transaction& tx, const Following& following) {
  store::connection(tx)
      .query(
          "INSERT INTO following (account, actor, inbox, follow, state, moved_to, since) VALUES (?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (account, actor) DO UPDATE SET inbox = excluded.inbox, follow = excluded.follow,"
          " state = excluded.state, moved_to = excluded.moved_to")
      .bind(following.account, following.actor, following.inbox, following.follow, to_string(following.state),
            following.moved_to, following.since)
      .run();
}

std::optional<Following> following(store::Transaction& tx, activity::AccountId account, std::string_view actor) {
  auto found = find(store::connection(tx), "account = ? AND actor = ?", account, actor);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

bool remove_following(store::Transaction& tx, activity::AccountId account, std::string_view actor) {
  return store::connection(tx)
             .query("DELETE FROM following WHERE account = ? AND actor = ?")
             .bind(account, actor)
             .run() > 0;
}

std::vector<Following> followings_of(store::Transaction& tx, std::string_view actor) {
  return find(store::connection(tx), "actor = ? ORDER BY account", actor);
}

std::vector<Following> followings(store::Snapshot& snapshot, activity::AccountId account) {
  return find(store::connection(snapshot), "account = ? ORDER BY since, actor", account);
}

std::vector<activity::AccountId> accepted_followers(store::Snapshot& snapshot, std::string_view actor) {
  std::vector<activity::AccountId> accounts;
  auto query =
      store::connection(snapshot).query("SELECT account FROM following WHERE actor = ? AND state = 'accepted'");
  query.bind(actor);
  while (query.step()) accounts.push_back(query.id<activity::AccountId>(0));
  return accounts;
}

bool is_followed(store::Snapshot& snapshot, std::string_view actor) {
  auto query =
      store::connection(snapshot).query("SELECT 1 FROM following WHERE actor = ? AND state = 'accepted' LIMIT 1");
  return query.bind(actor).step();
}

void set_moved(store::Transaction& tx, std::string_view actor, std::string_view moved_to) {
  store::connection(tx).query("UPDATE following SET moved_to = ? WHERE actor = ?").bind(moved_to, actor).run();
}

void save_block(store::Transaction& tx, const Blocked& blocked) {
  store::connection(tx)
      .query("INSERT INTO block (account, actor, activity, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(blocked.account, blocked.actor, blocked.activity, blocked.at)
      .run();
}

std::optional<Blocked> blocked(store::Transaction& tx, activity::AccountId account, std::string_view actor) {
  auto query =
      store::connection(tx).query("SELECT account, actor, activity, at FROM block WHERE account = ? AND actor = ?");
  if (!query.bind(account, actor).step()) return std::nullopt;
  return read_blocked(query);
}

bool remove_block(store::Transaction& tx, activity::AccountId account, std::string_view actor) {
  return store::connection(tx).query("DELETE FROM block WHERE account = ? AND actor = ?").bind(account, actor).run() >
         0;
}

std::vector<Blocked> blocks(store::Snapshot& snapshot, activity::AccountId account) {
  std::vector<Blocked> found;
  auto query = store::connection(snapshot).query(
      "SELECT account, actor, activity, at FROM block WHERE account = ? ORDER BY at, actor");
  query.bind(account);
  while (query.step()) found.push_back(read_blocked(query));
  return found;
}

void set_blocked_by(store::Transaction& tx, activity::AccountId account, std::string_view actor, bool blocks) {
  auto& db = store::connection(tx);
  const auto who = block_digest(account, actor);
  const std::span<const unsigned char> digest(who);
  if (blocks) {
    db.query("INSERT INTO blocked_by (account, who) VALUES (?, ?) ON CONFLICT DO NOTHING").bind(account, digest).run();
  } else {
    db.query("DELETE FROM blocked_by WHERE account = ? AND who = ?").bind(account, digest).run();
  }
}

bool is_blocked_by(store::Transaction& tx, activity::AccountId account, std::string_view actor) {
  const auto who = block_digest(account, actor);
  auto query = store::connection(tx).query("SELECT 1 FROM blocked_by WHERE account = ? AND who = ?");
  return query.bind(account, std::span<const unsigned char>(who)).step();
}

void forget_relations(store::Transaction& tx, std::string_view actor) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM following WHERE actor = ?").bind(actor).run();
  db.query("DELETE FROM reading WHERE author = ?1 OR shared_by = ?1").bind(actor).run();
  db.query("DELETE FROM stamp WHERE actor = ?").bind(actor).run();
  store::forget_sources_by(tx, actor);
}

}  // namespace chancery::activitypub
