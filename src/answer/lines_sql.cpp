#include <string>

#include "answer/line_rows.hpp"
#include "answer/nullable.hpp"
#include "answer/rows.hpp"
#include "base/spaced.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

Line read_line(const store::Query& row) {
  Line line{.id = row.id<LineId>(0),
            .name = row.text(1),
            .scope = {row.id<staff::MissionId>(2), row.id<DeskId>(3)},
            .topics = from_between_spaces(row.text(4)),
            .purpose = parse_line_purpose(row.text(5)).value_or(LinePurpose::Answer),
            .owner = row.id<staff::UserId>(6),
            .retired_at = {},
            .crisis = row.integer(8) != 0};
  if (!row.is_null(7)) line.retired_at = row.time(7);
  return line;
}

LineStatus read_status(std::string_view text) {
  for (const auto status :
       {LineStatus::Draft, LineStatus::Submitted, LineStatus::Approved, LineStatus::Replaced, LineStatus::Withdrawn}) {
    if (to_string(status) == text) return status;
  }
  return LineStatus::Withdrawn;
}

LineText read_text(const store::Query& row) {
  LineText text{.line = row.id<LineId>(0),
                .language = row.text(1),
                .version = static_cast<int>(row.integer(2)),
                .markdown = row.text(3),
                .digest = row.text(4),
                .written_by = row.id<staff::UserId>(5),
                .written_at = row.time(6),
                .status = read_status(row.text(7)),
                .approved_by = row.id<staff::UserId>(8),
                .approved_at = {},
                .expires_at = row.time(10)};
  if (!row.is_null(9)) text.approved_at = row.time(9);
  text.ended_at = row.maybe_time(11);
  return text;
}

std::vector<Line> all_lines(store::Connection& db) {
  std::vector<Line> found;
  auto query = db.query(
      "SELECT id, name, mission, desk, topics, purpose, owner, retired_at, crisis FROM line ORDER BY name, id");
  while (query.step()) found.push_back(read_line(query));
  return found;
}

std::optional<Line> one_line(store::Connection& db, LineId id) {
  auto query =
      db.query("SELECT id, name, mission, desk, topics, purpose, owner, retired_at, crisis FROM line WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_line(query);
}

constexpr std::string_view kTexts =
    "SELECT line, language, version, markdown, digest, written_by, written_at, status, approved_by, approved_at,"
    " expires_at, ended_at FROM line_version ";

template <class... Bound>
std::vector<LineText> texts_where(store::Connection& db, std::string_view condition, const Bound&... bound) {
  std::vector<LineText> found;
  auto query = db.query(std::string(kTexts).append(condition));
  query.bind(bound...);
  while (query.step()) found.push_back(read_text(query));
  return found;
}

std::optional<LineText> one_text(store::Connection& db, const TextKey& key) {
  auto found = texts_where(db, "WHERE line = ? AND language = ? AND version = ?", key.line, key.language, key.version);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::vector<Line> lines(store::Snapshot& snapshot) {
  return all_lines(store::connection(snapshot));
}
std::vector<Line> lines(store::Transaction& tx) {
  return all_lines(store::connection(tx));
}
std::optional<Line> line(store::Snapshot& snapshot, LineId id) {
  return one_line(store::connection(snapshot), id);
}
std::optional<Line> line(store::Transaction& tx, LineId id) {
  return one_line(store::connection(tx), id);
}

void put_line(store::Transaction& tx, const Line& line) {
  store::connection(tx)
      .query(
          "INSERT INTO line (id, name, mission, desk, topics, purpose, owner, retired_at, crisis) VALUES (?, ?, ?, ?, "
          "?,"
          " ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, mission = excluded.mission, desk = "
          "excluded.desk,"
          " topics = excluded.topics, owner = excluded.owner, retired_at = excluded.retired_at")
      .bind(line.id, line.name, line.scope.mission, line.scope.desk, between_spaces(line.topics),
            to_string(line.purpose), line.owner, line.retired_at, line.crisis)
      .run();
}

std::vector<LineText> texts(store::Snapshot& snapshot, LineId line) {
  return texts_where(store::connection(snapshot), "WHERE line = ? ORDER BY language, version DESC", line);
}
std::vector<LineText> texts(store::Transaction& tx, LineId line, std::string_view language) {
  return texts_where(store::connection(tx), "WHERE line = ? AND language = ? ORDER BY version DESC", line, language);
}
std::vector<LineText> approved_texts(store::Transaction& tx, LineId line) {
  return texts_where(store::connection(tx), "WHERE line = ? AND status = 'approved' ORDER BY language", line);
}
std::vector<LineText> living_texts(store::Snapshot& snapshot) {
  return texts_where(store::connection(snapshot),
                     "WHERE status IN ('draft', 'submitted', 'approved') ORDER BY line, language, version DESC");
}

std::optional<LineText> text(store::Snapshot& snapshot, const TextKey& key) {
  return one_text(store::connection(snapshot), key);
}
std::optional<LineText> text(store::Transaction& tx, const TextKey& key) {
  return one_text(store::connection(tx), key);
}

void put_text(store::Transaction& tx, const LineText& text) {
  store::connection(tx)
      .query(
          "INSERT INTO line_version (line, language, version, markdown, digest, written_by, written_at, status,"
          " approved_by, approved_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (line, language,"
          " version) DO UPDATE SET markdown = excluded.markdown, digest = excluded.digest,"
          " written_at = excluded.written_at, status = excluded.status, approved_by = excluded.approved_by,"
          " approved_at = excluded.approved_at, expires_at = excluded.expires_at")
      .bind(text.line, text.language, text.version, text.markdown, text.digest, text.written_by, text.written_at,
            to_string(text.status), or_null(text.approved_by.value), text.approved_at, text.expires_at)
      .run();
}

bool any_expired_untold(store::Snapshot& snapshot, Timestamp now) {
  auto query = store::connection(snapshot).query(
      "SELECT 1 FROM line_version WHERE status = 'approved' AND expiry_told = 0 AND expires_at <= ? LIMIT 1");
  query.bind(now);
  return query.step();
}

std::vector<TextKey> expired_untold(store::Transaction& tx, Timestamp now, std::size_t limit) {
  std::vector<TextKey> found;
  auto query = store::connection(tx).query(
      "SELECT line, language, version FROM line_version WHERE status = 'approved' AND expiry_told = 0 AND"
      " expires_at <= ? ORDER BY expires_at LIMIT ?");
  query.bind(now, static_cast<std::int64_t>(limit));
  while (query.step()) {
    found.push_back({query.id<LineId>(0), std::string(query.text(1)), static_cast<int>(query.integer(2))});
  }
  return found;
}

void put_expiry_told(store::Transaction& tx, const TextKey& key) {
  store::connection(tx)
      .query("UPDATE line_version SET expiry_told = 1 WHERE line = ? AND language = ? AND version = ?")
      .bind(key.line, key.language, key.version)
      .run();
}

void put_status(store::Transaction& tx, const TextKey& key, LineStatus status) {
  store::connection(tx)
      .query("UPDATE line_version SET status = ? WHERE line = ? AND language = ? AND version = ?")
      .bind(to_string(status), key.line, key.language, key.version)
      .run();
}

void put_end(store::Transaction& tx, const TextKey& key, LineStatus status, Timestamp at) {
  store::connection(tx)
      .query("UPDATE line_version SET status = ?, ended_at = ? WHERE line = ? AND language = ? AND version = ?")
      .bind(to_string(status), at, key.line, key.language, key.version)
      .run();
}

}  // namespace chancery::answer::rows
