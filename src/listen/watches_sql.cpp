#include <fmt/format.h>

#include <utility>

#include "base/json.hpp"
#include "listen/watch_rows.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::string list_text(const std::vector<std::string>& texts) {
  return boost::json::serialize(json::Array(texts.begin(), texts.end()));
}

std::vector<std::string> read_list(const std::string& text) {
  std::vector<std::string> texts;
  const auto list = json::parse(text);
  if (!list || !list->is_array()) throw store::DamagedError("a watch cannot be read");
  for (const auto& each : list->as_array()) {
    if (!each.is_string()) throw store::DamagedError("a watch cannot be read");
    texts.emplace_back(each.as_string());
  }
  return texts;
}

VersionStatus read_version_status(std::string_view text) {
  for (const auto status : {VersionStatus::Draft, VersionStatus::Submitted, VersionStatus::Held, VersionStatus::Refused,
                            VersionStatus::Approved, VersionStatus::Replaced}) {
    if (text == to_string(status)) return status;
  }
  throw store::DamagedError("a watch's version cannot be read");
}

WatchVersion read_version(const store::Query& query) {
  WatchVersion version;
  version.number = static_cast<int>(query.integer(0));
  version.status = read_version_status(query.text(1));
  version.says.name = query.text(2);
  version.says.query = query.text(3);
  version.says.terms = read_list(query.text(4));
  version.held_phrases = read_list(query.text(5));
  const auto purpose = parse_purpose(query.text(6));
  if (!purpose) throw store::DamagedError("a watch's purpose cannot be read");
  version.says.purpose = *purpose;
  version.says.legal_basis = query.text(7);
  version.says.dpia = query.text(8);
  version.says.country = query.text(9);
  version.says.expires = query.time(10);
  version.author = query.id<staff::UserId>(11);
  version.written_at = query.time(12);
  version.decided_by = query.text(13);
  if (!query.is_null(14)) version.decided_at = query.time(14);
  return version;
}

std::optional<WatchVersion> version_of(store::Connection& db, WatchId id, std::optional<std::int64_t> number) {
  if (!number) return std::nullopt;
  auto query = db.query(
      "SELECT number, status, name, query, terms, held_phrases, purpose, legal_basis, dpia, country, expires_at,"
      " author, written_at, decided_by, decided_at FROM watch_version WHERE watch = ? AND number = ?");
  if (!query.bind(id, *number).step()) throw store::DamagedError("a watch's version is not there");
  return read_version(query);
}

struct WatchRow {
  WatchRecord record;
  std::optional<std::int64_t> approved;
  std::optional<std::int64_t> pending;
};

WatchRow read_watch_row(const store::Query& query) {
  WatchRow row;
  row.record.id = query.id<WatchId>(0);
  row.record.owner = query.id<staff::UserId>(1);
  row.record.created_at = query.time(2);
  row.approved = query.maybe_integer(3);
  row.pending = query.maybe_integer(4);
  row.record.suspended = query.integer(5) != 0;
  row.record.stopped = query.integer(6) != 0;
  return row;
}

WatchRecord complete_watch(store::Connection& db, WatchRow row) {
  row.record.approved = version_of(db, row.record.id, row.approved);
  row.record.pending = version_of(db, row.record.id, row.pending);
  return std::move(row.record);
}

std::vector<WatchRecord> read_records(store::Connection& db) {
  std::vector<WatchRow> rows;
  {
    auto query = db.query("SELECT id, owner, created_at, approved, pending, suspended, stopped FROM watch ORDER BY id");
    while (query.step()) rows.push_back(read_watch_row(query));
  }
  std::vector<WatchRecord> all;
  for (auto& row : rows) all.push_back(complete_watch(db, std::move(row)));
  return all;
}

std::optional<WatchRecord> read_one_watch(store::Connection& db, WatchId id) {
  std::optional<WatchRow> row;
  {
    auto query =
        db.query("SELECT id, owner, created_at, approved, pending, suspended, stopped FROM watch WHERE id = ?");
    if (!query.bind(id).step()) return std::nullopt;
    row = read_watch_row(query);
  }
  return complete_watch(db, std::move(*row));
}

std::vector<Watch> read_running(store::Connection& db) {
  std::vector<Watch> running;
  for (auto& record : read_records(db)) {
    if (record.stopped || !record.approved) continue;
    auto& version = *record.approved;
    running.push_back({.id = record.id,
                       .version = version.number,
                       .name = std::move(version.says.name),
                       .query = std::move(version.says.query),
                       .terms = std::move(version.says.terms),
                       .purpose = version.says.purpose,
                       .legal_basis = std::move(version.says.legal_basis),
                       .dpia = std::move(version.says.dpia),
                       .country = std::move(version.says.country),
                       .owner = record.owner,
                       .expires = version.says.expires,
                       .approved_by = std::move(version.decided_by),
                       .approved_at = version.decided_at.value_or(record.created_at),
                       .created_at = record.created_at,
                       .names_people = !version.held_phrases.empty(),
                       .suspended = record.suspended});
  }
  return running;
}

}  // namespace

std::vector<Watch> watches(store::Snapshot& snapshot) {
  return read_running(store::connection(snapshot));
}
std::vector<Watch> watches(store::Transaction& tx) {
  return read_running(store::connection(tx));
}

std::vector<WatchRecord> watch_records(store::Snapshot& snapshot) {
  auto all = read_records(store::connection(snapshot));
  return {std::make_move_iterator(all.rbegin()), std::make_move_iterator(all.rend())};
}

std::optional<WatchRecord> watch_record(store::Snapshot& snapshot, WatchId id) {
  return read_one_watch(store::connection(snapshot), id);
}

std::vector<WatchVersion> watch_versions(store::Snapshot& snapshot, WatchId id) {
  std::vector<WatchVersion> versions;
  auto query = store::connection(snapshot).query(
      "SELECT number, status, name, query, terms, held_phrases, purpose, legal_basis, dpia, country, expires_at,"
      " author, written_at, decided_by, decided_at FROM watch_version WHERE watch = ? ORDER BY number");
  query.bind(id);
  while (query.step()) versions.push_back(read_version(query));
  return versions;
}

std::vector<WatchChange> watch_changes(store::Snapshot& snapshot, WatchId id) {
  std::vector<WatchChange> changes;
  auto query = store::connection(snapshot).query(
      "SELECT at, actor, action, version, from_status, to_status, reason FROM watch_change WHERE watch = ? ORDER BY "
      "id");
  query.bind(id);
  while (query.step()) {
    changes.push_back({query.time(0), query.text(1), query.text(2), static_cast<int>(query.integer(3)), query.text(4),
                       query.text(5), query.text(6)});
  }
  return changes;
}

namespace rows {

bool any_watch(store::Transaction& tx) {
  auto query = store::connection(tx).query("SELECT 1 FROM watch LIMIT 1");
  return query.step();
}

std::optional<WatchRecord> watch_record(store::Transaction& tx, WatchId id) {
  return read_one_watch(store::connection(tx), id);
}

bool had_a_hand_in(store::Transaction& tx, WatchId id, int version, std::string_view actor) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM watch_change WHERE watch = ? AND version = ? AND actor = ?"
      " AND action IN ('draft', 'change', 'submit', 'renew') LIMIT 1");
  return query.bind(id, version, actor).step();
}

int last_version(store::Transaction& tx, WatchId id) {
  auto query = store::connection(tx).query("SELECT MAX(number) FROM watch_version WHERE watch = ?");
  return query.bind(id).step() ? static_cast<int>(query.integer(0)) : 0;
}

void insert_watch(store::Transaction& tx, WatchId id, staff::UserId owner, Timestamp now) {
  store::connection(tx).query("INSERT INTO watch (id, owner, created_at) VALUES (?, ?, ?)").bind(id, owner, now).run();
}

void put_version(store::Transaction& tx, WatchId id, const WatchVersion& version, const staff::User* decider) {
  const auto& says = version.says;
  const auto decider_id = decider == nullptr ? staff::UserId{} : decider->id;
  store::connection(tx)
      .query(
          "INSERT INTO watch_version (watch, number, status, name, query, terms, held_phrases, purpose, legal_basis,"
          " dpia, country, expires_at, author, written_at, decided_by, decider, decided_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), ?)"
          " ON CONFLICT (watch, number) DO UPDATE SET status = excluded.status, name = excluded.name,"
          " query = excluded.query, terms = excluded.terms, held_phrases = excluded.held_phrases,"
          " purpose = excluded.purpose, legal_basis = excluded.legal_basis, dpia = excluded.dpia,"
          " country = excluded.country, expires_at = excluded.expires_at, author = excluded.author,"
          " written_at = excluded.written_at, decided_by = excluded.decided_by,"
          " decider = COALESCE(excluded.decider, watch_version.decider), decided_at = excluded.decided_at")
      .bind(id, version.number, to_string(version.status), says.name, says.query, list_text(says.terms),
            list_text(version.held_phrases), to_string(says.purpose), says.legal_basis, says.dpia, says.country,
            says.expires, version.author, version.written_at, version.decided_by, decider_id, version.decided_at)
      .run();
}

void put_state(store::Transaction& tx, const WatchRecord& record) {
  const auto number = [](const std::optional<WatchVersion>& version) -> std::optional<std::int64_t> {
    return version ? std::optional<std::int64_t>(version->number) : std::nullopt;
  };
  store::connection(tx)
      .query("UPDATE watch SET approved = ?, pending = ?, suspended = ?, stopped = ? WHERE id = ?")
      .bind(number(record.approved), number(record.pending), record.suspended, record.stopped, record.id)
      .run();
}

void append_change(store::Transaction& tx, WatchId id, const WatchChange& change) {
  store::connection(tx)
      .query(
          "INSERT INTO watch_change (watch, version, at, actor, action, from_status, to_status, reason)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(id, change.version, change.at, change.actor, change.action, change.from, change.to, change.reason)
      .run();
}

bool tell_expiry(store::Transaction& tx, WatchId id, Timestamp expires) {
  return store::connection(tx)
             .query("UPDATE watch SET expiry_told = ? WHERE id = ? AND (expiry_told IS NULL OR expiry_told <> ?)")
             .bind(expires, id, expires)
             .run() > 0;
}

}  // namespace rows
}  // namespace chancery::listen
