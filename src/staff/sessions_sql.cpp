#include "staff/rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff::rows {

void insert_session(store::Transaction& tx, std::string_view token_hash, UserId user, Timestamp now) {
  connection(tx)
      .query("INSERT INTO staff_session (token_hash, staff_user, started_at, seen_at) VALUES (?, ?, ?, ?)")
      .bind(token_hash, user, now, now)
      .run();
}

std::optional<SessionRow> session(store::Snapshot& snapshot, std::string_view token_hash) {
  auto query =
      connection(snapshot).query("SELECT staff_user, started_at, seen_at FROM staff_session WHERE token_hash = ?");
  if (!query.bind(token_hash).step()) return std::nullopt;
  auto user = user_by_id(snapshot, query.id<UserId>(0));
  if (!user || user->ended_at) return std::nullopt;
  return SessionRow{*std::move(user), query.time(1), query.time(2)};
}

void touch_session(store::Transaction& tx, std::string_view token_hash, Timestamp seen) {
  connection(tx)
      .query("UPDATE staff_session SET seen_at = ? WHERE token_hash = ? AND seen_at < ?")
      .bind(seen, token_hash, seen)
      .run();
}

std::optional<User> delete_session(store::Transaction& tx, std::string_view token_hash) {
  auto query = connection(tx).query("DELETE FROM staff_session WHERE token_hash = ? RETURNING staff_user");
  if (!query.bind(token_hash).step()) return std::nullopt;
  const auto user = query.id<UserId>(0);
  return user_by_id(tx, user);
}

std::int64_t delete_sessions_of(store::Transaction& tx, UserId user) {
  return connection(tx).query("DELETE FROM staff_session WHERE staff_user = ?").bind(user).run();
}

std::int64_t delete_sessions_before(store::Transaction& tx, Timestamp started, Timestamp seen) {
  return connection(tx)
      .query("DELETE FROM staff_session WHERE started_at <= ? OR seen_at <= ?")
      .bind(started, seen)
      .run();
}

}  // namespace chancery::staff::rows
