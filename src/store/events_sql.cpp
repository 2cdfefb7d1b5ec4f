#include <cassert>
#include <stdexcept>

#include "store/engine.hpp"
#include "store/log_sql.hpp"

namespace chancery::store {
namespace {

// Ids and small facts, never a text.
constexpr std::size_t kFactsLimit = 2048;

Event read_event(const Query& query, int column) {
  auto facts = json::parse_object(query.text(column + 3));
  if (!facts) throw std::runtime_error("an event's facts cannot be read");
  return {query.integer(column), query.time(column + 1), query.text(column + 2), std::move(*facts)};
}

}  // namespace

void append_event(Transaction& tx, std::string_view type, const json::Object& facts) {
  const auto text = boost::json::serialize(facts);
  assert(text.size() <= kFactsLimit);
  // Only the writer's thread comes here, so the next position is nobody else's, and a rolled-back one is used again.
  tx.connection()
      .query(
          "INSERT INTO event (position, at, type, facts)"
          " VALUES ((SELECT coalesce(max(position), 0) + 1 FROM event), ?, ?, ?)")
      .bind(tx.clock().now(), type, text)
      .run();
  tx.note_event();
}

std::vector<Event> events_after(Connection& db, std::int64_t position, std::size_t limit) {
  std::vector<Event> events;
  auto query = db.query("SELECT position, at, type, facts FROM event WHERE position > ? ORDER BY position LIMIT ?");
  query.bind(position, static_cast<std::int64_t>(limit));
  while (query.step()) events.push_back(read_event(query, 0));
  return events;
}

std::vector<Event> events_after(Snapshot& snapshot, std::int64_t position, std::size_t limit) {
  return events_after(snapshot.connection(), position, limit);
}

std::int64_t last_position(Connection& db) {
  if (!has_table(db, "event")) return 0;
  auto query = db.query("SELECT coalesce(max(position), 0) FROM event");
  return query.step() ? query.integer(0) : 0;
}

std::size_t forget_events(Transaction& tx, Timestamp before, std::size_t limit) {
  Connection& db = tx.connection();
  // The newest event stays: it carries the position from which the log goes on.
  auto bound = db.query(
      "SELECT min((SELECT max(position) - 1 FROM event), coalesce((SELECT min(position) FROM cursor), "
      "9223372036854775807))");
  if (!bound.step() || bound.is_null(0)) return 0;
  std::int64_t last = 0;
  std::size_t count = 0;
  auto oldest = db.query("SELECT position, at FROM event WHERE position <= ? ORDER BY position LIMIT ?");
  oldest.bind(bound.integer(0), static_cast<std::int64_t>(limit));
  for (; oldest.step() && oldest.time(1) < before; ++count) last = oldest.integer(0);
  if (count != 0) db.query("DELETE FROM event WHERE position <= ?").bind(last).run();
  return count;
}

std::int64_t cursor(Connection& db, std::string_view consumer) {
  auto query = db.query("SELECT position FROM cursor WHERE consumer = ?");
  query.bind(consumer);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t cursor(Snapshot& snapshot, std::string_view consumer) {
  return cursor(snapshot.connection(), consumer);
}

void move_cursor(Connection& db, std::string_view consumer, std::int64_t position) {
  db.query(
        "INSERT INTO cursor (consumer, position) VALUES (?, ?)"
        " ON CONFLICT (consumer) DO UPDATE SET position = excluded.position")
      .bind(consumer, position)
      .run();
}

std::vector<ConsumerState> consumers(Snapshot& snapshot) {
  std::vector<ConsumerState> states;
  auto query = snapshot.connection().query("SELECT consumer, position FROM cursor ORDER BY consumer");
  while (query.step()) states.push_back({query.text(0), query.integer(1)});
  return states;
}

void park_event(Transaction& tx, std::string_view consumer, const Event& event, std::string_view error) {
  tx.connection()
      .query(
          "INSERT INTO parked_event (consumer, position, at, type, facts, error, parked_at) VALUES (?, ?, ?, ?, ?, ?, "
          "?)")
      .bind(consumer, event.position, event.at, event.type, boost::json::serialize(event.facts), error,
            tx.clock().now())
      .run();
}

bool unpark_event(Transaction& tx, std::string_view consumer, std::int64_t position) {
  return tx.connection()
             .query("DELETE FROM parked_event WHERE consumer = ? AND position = ?")
             .bind(consumer, position)
             .run() != 0;
}

std::vector<ParkedEvent> parked_events(Snapshot& snapshot) {
  std::vector<ParkedEvent> parked;
  auto query = snapshot.connection().query(
      "SELECT consumer, error, position, at, type, facts FROM parked_event ORDER BY consumer, position");
  while (query.step()) parked.push_back({query.text(0), read_event(query, 2), query.text(1)});
  return parked;
}

}  // namespace chancery::store
