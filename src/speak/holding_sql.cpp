#include "speak/holding.hpp"
#include "speak/post_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

using store::connection;

std::optional<StandingHold> find_hold(store::Connection& db) {
  auto query = db.query("SELECT user, at, reason FROM standing_hold");
  if (!query.step()) return std::nullopt;
  return StandingHold{query.is_null(0) ? staff::UserId{} : query.id<staff::UserId>(0), query.time(1), query.text(2)};
}

}  // namespace

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
