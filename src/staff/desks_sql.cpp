#include <string>

#include "staff/desk_rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

Desk read_desk(const store::Query& query) {
  Desk desk;
  desk.id = query.id<DeskId>(0);
  desk.mission = query.id<MissionId>(1);
  desk.name = query.text(2);
  desk.alias = query.text(3);
  desk.front = query.integer(4) != 0;
  if (!query.is_null(5)) desk.closed_at = query.time(5);
  return desk;
}

std::optional<Desk> find_desk(store::Connection& db, DeskId id) {
  auto query = db.query("SELECT id, mission, name, alias, front, closed_at FROM desk WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_desk(query);
}

std::optional<Desk> find_front_desk(store::Connection& db) {
  auto query = db.query("SELECT id, mission, name, alias, front, closed_at FROM desk WHERE front = 1");
  if (!query.step()) return std::nullopt;
  return read_desk(query);
}

Status name_is_free(store::Connection& db, const Desk& desk) {
  auto query = db.query("SELECT 1 FROM desk WHERE mission = ? AND name = ? AND id <> ?");
  if (!query.bind(desk.mission, desk.name, desk.id).step()) return {};
  return fail(Errc::Conflict, "the name is taken", "This mission has a desk of this name: choose another.");
}

}  // namespace

std::vector<Desk> desks(store::Snapshot& snapshot) {
  std::vector<Desk> all;
  auto query =
      connection(snapshot).query("SELECT id, mission, name, alias, front, closed_at FROM desk ORDER BY mission, name");
  while (query.step()) all.push_back(read_desk(query));
  return all;
}

std::optional<Desk> desk_by_id(store::Snapshot& snapshot, DeskId id) {
  return find_desk(connection(snapshot), id);
}

std::optional<Desk> desk_by_id(store::Transaction& tx, DeskId id) {
  return find_desk(connection(tx), id);
}

std::optional<Desk> front_desk(store::Snapshot& snapshot) {
  return find_front_desk(connection(snapshot));
}

std::optional<Desk> front_desk(store::Transaction& tx) {
  return find_front_desk(connection(tx));
}

namespace rows {

Status insert_desk(store::Transaction& tx, const Desk& desk) {
  auto& db = connection(tx);
  if (auto free = name_is_free(db, desk); !free) return free;
  db.query("INSERT INTO desk (id, mission, name, alias, front) VALUES (?, ?, ?, ?, ?)")
      .bind(desk.id, desk.mission, desk.name, desk.alias, desk.front)
      .run();
  return {};
}

Status update_desk(store::Transaction& tx, const Desk& desk) {
  auto& db = connection(tx);
  if (auto free = name_is_free(db, desk); !free) return free;
  db.query("UPDATE desk SET name = ?, alias = ?, front = ?, closed_at = ? WHERE id = ?")
      .bind(desk.name, desk.alias, desk.front, desk.closed_at, desk.id)
      .run();
  return {};
}

void no_front_desk(store::Transaction& tx) {
  connection(tx).query("UPDATE desk SET front = 0 WHERE front = 1").run();
}

}  // namespace rows
}  // namespace chancery::staff
