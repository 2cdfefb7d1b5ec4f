#include <utility>

#include "answer/crisis_rows.hpp"
#include "answer/nullable.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Connection;
using store::connection;
using store::Query;

Crisis read_crisis(const Query& query) {
  Crisis crisis;
  crisis.id = query.id<CrisisId>(0);
  crisis.title = query.text(1);
  crisis.opened_by = query.id<staff::UserId>(2);
  crisis.opened_at = query.time(3);
  crisis.closed_by = query.id<staff::UserId>(4);
  if (!query.is_null(5)) crisis.closed_at = query.time(5);
  crisis.note = query.id<activity::NoteId>(6);
  return crisis;
}

std::optional<Crisis> find_crisis(Connection& db, CrisisId id) {
  auto query = db.query("SELECT id, title, opened_by, opened_at, closed_by, closed_at, note FROM crisis WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_crisis(query);
}

bool find_lasting(Connection& db) {
  return db.query("SELECT 1 FROM crisis WHERE closed_at IS NULL LIMIT 1").step();
}

std::optional<Timestamp> find_last_closed(Connection& db) {
  auto query = db.query("SELECT max(closed_at) FROM crisis");
  return query.step() ? query.maybe_time(0) : std::nullopt;
}

template <class... Values>
std::int64_t count(Connection& db, std::string_view sql, const Values&... values) {
  auto query = db.query(sql);
  query.bind(values...);
  return query.step() ? query.integer(0) : 0;
}

BoardTalk talk(store::Connection& db, bool of_qa, Timestamp now) {
  BoardTalk talk;
  auto open = db.query(
      "SELECT count(*), count(*) FILTER (WHERE place = 'queue'), count(*) FILTER (WHERE due_at <= ?),"
      " count(*) FILTER (WHERE kind = 'life') FROM desk_conversation WHERE place <> 'closed' AND (qa IS NOT NULL) = ?");
  if (open.bind(now, of_qa).step()) {
    talk = {.open = open.integer(0), .waiting = open.integer(1), .breached = open.integer(2), .life = open.integer(3)};
  }
  const auto hour_ago = now - std::chrono::hours{1};
  talk.last_hour = count(db,
                         "SELECT count(*) FROM message AS m JOIN desk_conversation AS c ON c.id = m.conversation"
                         " WHERE m.direction = 'in' AND m.at >= ? AND (c.qa IS NOT NULL) = ?",
                         hour_ago, of_qa);
  talk.answered = count(db,
                        "SELECT count(*) FROM conversation_event AS e JOIN desk_conversation AS c"
                        " ON c.id = e.conversation WHERE e.kind = 'answered' AND e.at >= ? AND (c.qa IS NOT NULL) = ?"
                        " AND c.merged_into IS NULL",
                        hour_ago, of_qa);
  return talk;
}

}  // namespace

std::vector<Crisis> crises(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<Crisis> found;
  auto query = connection(snapshot).query(
      "SELECT id, title, opened_by, opened_at, closed_by, closed_at, note FROM crisis"
      " ORDER BY closed_at IS NOT NULL, id DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_crisis(query));
  return found;
}

std::optional<Crisis> crisis_by_id(store::Snapshot& snapshot, CrisisId id) {
  return find_crisis(connection(snapshot), id);
}

std::vector<CrisisEntry> entries_of(store::Snapshot& snapshot, CrisisId id) {
  std::vector<CrisisEntry> entries;
  auto query = connection(snapshot).query(
      "SELECT id, at, by, kind, words, subject FROM crisis_entry WHERE crisis = ? ORDER BY id");
  query.bind(id);
  while (query.step()) {
    entries.push_back({query.integer(0), query.time(1), query.id<staff::UserId>(2),
                       parse_entry_kind(query.text(3)).value_or(EntryKind::Note), query.text(4), query.integer(5)});
  }
  return entries;
}

std::size_t stopped_by_closing(store::Snapshot& snapshot, const Crisis& crisis, Timestamp now) {
  if (crisis.closed_at) return 0;
  return static_cast<std::size_t>(
      count(connection(snapshot),
            "SELECT count(*) FROM line l JOIN reply r ON r.line = l.id AND r.state = 'open' AND r.line IS NOT NULL"
            " JOIN line_version v ON v.line = r.line AND v.language = r.line_language AND v.version = r.line_version"
            " WHERE l.crisis = 1 AND l.retired_at IS NULL AND v.status = 'approved' AND v.expires_at > ?"
            " AND NOT EXISTS (SELECT 1 FROM crisis c WHERE c.closed_at IS NULL AND c.id <> ?)",
            now, crisis.id));
}

Board board_of(store::Snapshot& snapshot, const Crisis& crisis, Timestamp now) {
  auto& db = connection(snapshot);
  Board board;
  board.dialogue = talk(db, false, now);
  board.qa = talk(db, true, now);
  board.alerts = count(db, "SELECT count(DISTINCT note) FROM fire_alert WHERE raised_at >= ?", crisis.opened_at);
  board.assertions = count(db, "SELECT count(*) FROM assertion WHERE crisis = ?", crisis.id);
  board.corrected = count(db,
                          "SELECT count(*) FROM assertion WHERE crisis = ? AND EXISTS"
                          " (SELECT 1 FROM correction WHERE correction.assertion = assertion.id)",
                          crisis.id);
  board.by_hour.assign(24, 0);
  auto query = db.query(
      "SELECT (?1 - m.at) / 3600000000, count(*) FROM message AS m JOIN desk_conversation AS c ON c.id = m.conversation"
      " WHERE m.direction = 'in' AND m.at > ?2 AND m.at <= ?1 AND c.qa IS NULL GROUP BY 1");
  query.bind(now, now - std::chrono::hours{24});
  while (query.step()) {
    const auto ago = query.integer(0);
    if (ago >= 0 && ago < 24) board.by_hour.at(static_cast<std::size_t>(23 - ago)) = query.integer(1);
  }
  return board;
}

namespace rows {

void insert_crisis(store::Transaction& tx, const Crisis& crisis) {
  connection(tx)
      .query("INSERT INTO crisis (id, title, opened_by, opened_at, note) VALUES (?, ?, ?, ?, ?)")
      .bind(crisis.id, crisis.title, crisis.opened_by, crisis.opened_at, or_null(crisis.note))
      .run();
}

std::optional<Crisis> crisis(store::Transaction& tx, CrisisId id) {
  return find_crisis(connection(tx), id);
}

bool any_crisis_lasts(store::Transaction& tx) {
  return find_lasting(connection(tx));
}
bool any_crisis_lasts(store::Snapshot& snapshot) {
  return find_lasting(connection(snapshot));
}

std::optional<Timestamp> last_crisis_closed(store::Transaction& tx) {
  return find_last_closed(connection(tx));
}
std::optional<Timestamp> last_crisis_closed(store::Snapshot& snapshot) {
  return find_last_closed(connection(snapshot));
}

void close_crisis(store::Transaction& tx, const Crisis& crisis) {
  connection(tx)
      .query("UPDATE crisis SET closed_by = ?, closed_at = ? WHERE id = ?")
      .bind(crisis.closed_by, crisis.closed_at, crisis.id)
      .run();
}

std::int64_t insert_entry(store::Transaction& tx, CrisisId crisis, const CrisisEntry& entry) {
  auto query = connection(tx).query(
      "INSERT INTO crisis_entry (crisis, at, by, kind, words, subject) VALUES (?, ?, ?, ?, ?, ?) RETURNING id");
  query.bind(crisis, entry.at, entry.by, to_string(entry.kind), entry.words, or_null(entry.subject));
  return query.step() ? query.integer(0) : 0;
}

}  // namespace rows
}  // namespace chancery::answer
