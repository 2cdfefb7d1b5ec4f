#include <string>

#include "staff/desk_rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

Mission read_mission(const store::Query& query) {
  Mission mission;
  mission.id = query.id<MissionId>(0);
  mission.name = query.text(1);
  mission.kind = parse_mission_kind(query.text(2)).value_or(MissionKind::Embassy);
  mission.country = query.text(3);
  mission.parent = query.id<MissionId>(4);
  mission.zone = query.text(5);
  mission.contact = query.text(6);
  if (!query.is_null(7)) mission.closed_at = query.time(7);
  return mission;
}

std::optional<Mission> find_mission(store::Connection& db, MissionId id) {
  auto query = db.query(
      "SELECT id, name, kind, country, coalesce(parent, 0), zone, contact, closed_at FROM mission WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_mission(query);
}

std::optional<MissionId> find_mission_of(store::Connection& db, activity::AccountId account) {
  auto query = db.query("SELECT mission FROM account_mission WHERE account = ?");
  if (!query.bind(account).step()) return std::nullopt;
  return query.id<MissionId>(0);
}

std::optional<std::int64_t> or_null(MissionId id) {
  return id ? std::optional{id.value} : std::nullopt;
}

tl::unexpected<Error> name_taken() {
  return fail(Errc::Conflict, "the name is taken", "There is a mission of this name: choose another.");
}

bool another_has_the_name(store::Connection& db, const Mission& mission) {
  auto query = db.query("SELECT 1 FROM mission WHERE name = ? AND id <> ?");
  return query.bind(mission.name, mission.id).step();
}

}  // namespace

std::vector<Mission> missions(store::Snapshot& snapshot) {
  std::vector<Mission> all;
  auto query = connection(snapshot).query(
      "SELECT id, name, kind, country, coalesce(parent, 0), zone, contact, closed_at FROM mission ORDER BY name");
  while (query.step()) all.push_back(read_mission(query));
  return all;
}

std::optional<Mission> mission_by_id(store::Snapshot& snapshot, MissionId id) {
  return find_mission(connection(snapshot), id);
}

std::optional<Mission> mission_by_id(store::Transaction& tx, MissionId id) {
  return find_mission(connection(tx), id);
}

std::optional<MissionId> mission_of(store::Snapshot& snapshot, activity::AccountId account) {
  return find_mission_of(connection(snapshot), account);
}

std::optional<MissionId> mission_of(store::Transaction& tx, activity::AccountId account) {
  return find_mission_of(connection(tx), account);
}

namespace rows {

Status insert_mission(store::Transaction& tx, const Mission& mission) {
  auto& db = connection(tx);
  if (another_has_the_name(db, mission)) return name_taken();
  db.query("INSERT INTO mission (id, name, kind, country, parent, zone, contact) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(mission.id, mission.name, to_string(mission.kind), mission.country, or_null(mission.parent), mission.zone,
            mission.contact)
      .run();
  return {};
}

Status update_mission(store::Transaction& tx, const Mission& mission) {
  auto& db = connection(tx);
  if (another_has_the_name(db, mission)) return name_taken();
  db.query(
        "UPDATE mission SET name = ?, kind = ?, country = ?, parent = ?, zone = ?, contact = ?, closed_at = ?"
        " WHERE id = ?")
      .bind(mission.name, to_string(mission.kind), mission.country, or_null(mission.parent), mission.zone,
            mission.contact, mission.closed_at, mission.id)
      .run();
  return {};
}

bool has_open_desks(store::Transaction& tx, MissionId mission) {
  auto query = connection(tx).query("SELECT 1 FROM desk WHERE mission = ? AND closed_at IS NULL");
  return query.bind(mission).step();
}

Status put_mission_of(store::Transaction& tx, activity::AccountId account, MissionId mission) {
  auto& db = connection(tx);
  auto known = db.query("SELECT 1 FROM account WHERE id = ?");
  if (!known.bind(account).step()) return fail(Errc::NotFound, "there is no account of this id");
  db.query(
        "INSERT INTO account_mission (account, mission) VALUES (?, ?)"
        " ON CONFLICT (account) DO UPDATE SET mission = excluded.mission")
      .bind(account, mission)
      .run();
  return {};
}

}  // namespace rows
}  // namespace chancery::staff
