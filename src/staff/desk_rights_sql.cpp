#include <string>

#include "staff/desk_rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

DeskGrant read_grant(const store::Query& query) {
  const auto action = parse_desk_action(query.text(3));
  if (!action) throw store::StorageError("a desk grant's action cannot be read");
  return {query.id<UserId>(0), {query.id<MissionId>(1), query.id<DeskId>(2)}, *action};
}

std::vector<DeskGrant> read_grants(store::Query& query) {
  std::vector<DeskGrant> grants;
  while (query.step()) grants.push_back(read_grant(query));
  return grants;
}

std::vector<DeskGrant> grants_in(store::Connection& db, UserId user) {
  auto query = db.query("SELECT user, mission, desk, action FROM desk_grant WHERE user = ?");
  query.bind(user);
  return read_grants(query);
}

DeskRights rights_in(store::Connection& db, const User& user) {
  auto standing = db.query("SELECT 1 FROM staff_user WHERE id = ? AND ended_at IS NULL");
  if (!standing.bind(user.id).step()) return {};
  std::vector<DeskRights::Granted> granted;
  for (const auto& grant : grants_in(db, user.id)) granted.push_back({grant.scope, grant.action});
  if (granted.empty()) return {};
  std::vector<std::pair<DeskId, MissionId>> desks;
  auto query = db.query("SELECT id, mission FROM desk");
  while (query.step()) desks.emplace_back(query.id<DeskId>(0), query.id<MissionId>(1));
  return {granted, desks, user.role};
}

std::vector<DeskGrant> grants_at(store::Connection& db, const Desk& desk) {
  auto query = db.query(
      "SELECT user, mission, desk, action FROM desk_grant"
      " WHERE (mission = ? AND desk IN (0, ?)) OR (mission = 0 AND desk = 0)");
  query.bind(desk.mission, desk.id);
  return read_grants(query);
}

}  // namespace

DeskRights desk_rights(store::Snapshot& snapshot, const User& user) {
  return rights_in(connection(snapshot), user);
}

DeskRights desk_rights(store::Transaction& tx, const User& user) {
  return rights_in(connection(tx), user);
}

std::vector<DeskGrant> desk_grants_of(store::Snapshot& snapshot, UserId user) {
  return grants_in(connection(snapshot), user);
}

std::vector<DeskGrant> desk_grants_at(store::Snapshot& snapshot, const Desk& desk) {
  return grants_at(connection(snapshot), desk);
}
std::vector<DeskGrant> desk_grants_at(store::Transaction& tx, const Desk& desk) {
  return grants_at(connection(tx), desk);
}

void remove_desk_grants(store::Transaction& tx, UserId user) {
  auto& db = connection(tx);
  db.query(
        "UPDATE staff_user SET last_desk = (SELECT d.id FROM desk_grant AS g JOIN desk AS d"
        " ON d.id = g.desk OR (g.desk = 0 AND g.mission IN (0, d.mission)) WHERE g.user = staff_user.id"
        " ORDER BY g.desk = 0, g.mission = 0, d.id LIMIT 1) WHERE id = ? AND last_desk IS NULL")
      .bind(user)
      .run();
  db.query("DELETE FROM desk_grant WHERE user = ?").bind(user).run();
}

namespace rows {

std::vector<DeskGrant> desk_grants(store::Transaction& tx, UserId user) {
  return grants_in(connection(tx), user);
}

std::vector<LocalDesk> local_desks(store::Snapshot& snapshot) {
  std::vector<LocalDesk> all;
  auto query = connection(snapshot).query(
      "SELECT u.id, d.id, d.alias, MIN(g.desk = 0) AS wide, MIN(g.mission = 0) AS everywhere FROM staff_user AS u"
      " JOIN desk_grant AS g ON g.user = u.id"
      " JOIN desk AS d ON d.id = g.desk OR (g.desk = 0 AND g.mission IN (0, d.mission))"
      " WHERE u.local = 1 GROUP BY u.id, d.id"
      " UNION ALL SELECT u.id, d.id, d.alias, 0, 0 FROM staff_user AS u JOIN desk AS d ON d.id = u.last_desk"
      " WHERE u.local = 1 AND u.ended_at IS NOT NULL ORDER BY 1, wide, everywhere, 2");
  while (query.step()) all.push_back({query.id<UserId>(0), query.id<DeskId>(1), query.text(2)});
  return all;
}

void replace_desk_grants(store::Transaction& tx, UserId user, const DeskScope& scope,
                         std::span<const DeskAction> actions) {
  auto& db = connection(tx);
  db.query("DELETE FROM desk_grant WHERE user = ? AND mission = ? AND desk = ?")
      .bind(user, scope.mission, scope.desk)
      .run();
  for (const auto action : actions) {
    db.query("INSERT INTO desk_grant (user, mission, desk, action) VALUES (?, ?, ?, ?)")
        .bind(user, scope.mission, scope.desk, to_string(action))
        .run();
  }
}

}  // namespace rows
}  // namespace chancery::staff
