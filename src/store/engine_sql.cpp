#include "store/engine.hpp"

namespace chancery::store {

std::int64_t high_water(Connection& db) {
  auto query = db.query("SELECT value FROM high_water WHERE name = 'id'");
  return query.step() ? query.integer(0) : 0;
}

void save_high_water(Connection& db, std::int64_t id) {
  db.query(
        "INSERT INTO high_water (name, value) VALUES ('id', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > high_water.value")
      .bind(id)
      .run();
}

bool has_table(Connection& db, std::string_view name) {
  return db.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").bind(name).step();
}

std::string quick_check(Connection& db) {
  auto query = db.query("PRAGMA quick_check(1)");
  return query.step() ? query.text(0) : "quick_check gave no answer";
}

}  // namespace chancery::store
