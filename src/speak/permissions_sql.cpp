#include <utility>

#include "speak/permission_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

using store::Connection;
using store::connection;

template <class... Values>
std::vector<Permission> find_permissions(Connection& db, std::string_view condition, const Values&... values) {
  std::vector<Permission> found;
  {
    auto query = db.query(
        std::string("SELECT id, uri, author, answer, agreed_at, until, asked_by, recorded_at, ended_at, ended_by"
                    " FROM permission WHERE ")
            .append(condition));
    query.bind(values...);
    while (query.step()) {
      Permission permission;
      permission.id = query.id<PermissionId>(0);
      permission.says.uri = query.text(1);
      permission.author = query.text(2);
      permission.says.answer = query.text(3);
      permission.says.agreed_at = query.time(4);
      permission.says.until = query.maybe_time(5);
      permission.asked_by = query.id<staff::UserId>(6);
      permission.recorded_at = query.time(7);
      permission.ended_at = query.maybe_time(8);
      permission.ended_by = query.text(9);
      found.push_back(std::move(permission));
    }
  }
  for (auto& permission : found) {
    auto accounts = db.query("SELECT account FROM permission_account WHERE permission = ? ORDER BY account");
    accounts.bind(permission.id);
    while (accounts.step()) permission.says.accounts.push_back(accounts.id<activity::AccountId>(0));
  }
  return found;
}

std::optional<Permission> first_permission(std::vector<Permission> permissions) {
  if (permissions.empty()) return std::nullopt;
  return std::move(permissions.front());
}

}  // namespace

std::optional<Permission> permission_for(store::Transaction& tx, std::string_view uri, activity::AccountId account,
                                         Timestamp now) {
  return first_permission(
      find_permissions(connection(tx),
                       "uri = ? AND ended_at IS NULL AND (until IS NULL OR until > ?) AND EXISTS (SELECT 1"
                       " FROM permission_account WHERE permission = permission.id AND account = ?)"
                       " ORDER BY id DESC LIMIT 1",
                       uri, now, account));
}

std::vector<Permission> permissions_of(store::Snapshot& snapshot, activity::AccountId account, std::string_view uri,
                                       std::size_t limit) {
  return find_permissions(connection(snapshot),
                          "id IN (SELECT permission FROM permission_account WHERE account = ?1)"
                          " AND (?2 = '' OR uri = ?2) ORDER BY id DESC LIMIT ?3",
                          account, uri, static_cast<std::int64_t>(limit));
}

namespace rows {

std::optional<Permission> permission(store::Transaction& tx, PermissionId id) {
  return first_permission(find_permissions(connection(tx), "id = ?", id));
}

std::vector<PermissionId> lapsed_permissions(store::Snapshot& snapshot, Timestamp now) {
  std::vector<PermissionId> lapsed;
  auto query = connection(snapshot).query("SELECT id FROM permission WHERE ended_at IS NULL AND until <= ?");
  query.bind(now);
  while (query.step()) lapsed.push_back(query.id<PermissionId>(0));
  return lapsed;
}

void insert_permission(store::Transaction& tx, const Permission& permission) {
  auto& db = connection(tx);
  const auto& says = permission.says;
  db.query(
        "INSERT INTO permission (id, uri, author, answer, agreed_at, until, asked_by, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(permission.id, says.uri, permission.author, says.answer, says.agreed_at, says.until, permission.asked_by,
            permission.recorded_at)
      .run();
  for (const auto account : says.accounts) {
    db.query("INSERT INTO permission_account (account, permission) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(account, permission.id)
        .run();
  }
}

void end_permission(store::Transaction& tx, const Permission& permission) {
  connection(tx)
      .query("UPDATE permission SET ended_at = ?, ended_by = ? WHERE id = ?")
      .bind(permission.ended_at, permission.ended_by, permission.id)
      .run();
}

void erase_permission(store::Transaction& tx, PermissionId id) {
  connection(tx).query("UPDATE permission SET uri = '', author = '', answer = '' WHERE id = ?").bind(id).run();
}

}  // namespace rows
}  // namespace chancery::speak
