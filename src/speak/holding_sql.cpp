#include "speak/holding.hpp"
#include "speak/post_rows.hpp"
#include "staff/audit_actor.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

using store::connection;

std::optional<StandingHold> find_hold(store::Connection& db) {
  auto query = db.query("SELECT user, at, reason FROM standing_hold");
  if (!query.step()) return std::nullopt;
  return StandingHold{query.is_null(0) ? staff::UserId{} : query.id<staff::UserId>(0), query.time(1), query.text(2)};
}

HoldKind kind_of(std::string_view actor) {
  if (staff::login_of_actor(actor)) return HoldKind::Person;
  return actor == kProgramActor ? HoldKind::Late : HoldKind::Restore;
}

}  // namespace

std::vector<PostHold> post_holds(store::Snapshot& snapshot, PostId from) {
  std::vector<PostHold> holds;
  auto query = connection(snapshot).query(
      "SELECT p.id, s.actor, coalesce(s.since, s.at), s.reason FROM post AS p JOIN post_step AS s ON s.id ="
      " (SELECT id FROM post_step WHERE post = p.id AND step = 'hold' ORDER BY id DESC LIMIT 1)"
      " WHERE p.status = 'held' AND p.id >= ? ORDER BY p.id");
  query.bind(from);
  while (query.step()) {
    const auto actor = query.text(1);
    holds.push_back({query.id<PostId>(0), kind_of(actor), std::string(staff::login_of_actor(actor).value_or("")),
                     query.time(2), query.text(3)});
  }
  return holds;
}

std::optional<StandingHold> standing_hold(store::Snapshot& snapshot) {
  return find_hold(connection(snapshot));
}

namespace rows {

std::optional<StandingHold> hold(store::Transaction& tx) {
  return find_hold(connection(tx));
}

void put_hold(store::Transaction& tx, const StandingHold& hold) {
  connection(tx)
      .query("INSERT INTO standing_hold (one, user, at, reason) VALUES (1, ?, ?, ?)")
      .bind(hold.by ? std::optional{hold.by.value} : std::nullopt, hold.since, hold.reason)
      .run();
}

void drop_hold(store::Transaction& tx) {
  connection(tx).query("DELETE FROM standing_hold").run();
}

}  // namespace rows
}  // namespace chancery::speak
