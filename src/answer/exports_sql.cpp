#include <fmt/format.h>

#include "answer/export_rows.hpp"
#include "answer/rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

ExportState state_of(std::string_view text) {
  for (const auto state : {ExportState::Waiting, ExportState::Ready, ExportState::Failed, ExportState::Gone}) {
    if (to_string(state) == text) return state;
  }
  throw store::DamagedError("an export's state cannot be read");
}

ArchiveExport read_export(const store::Query& row) {
  const auto scope = parse_export_scope(row.text(3));
  if (!scope) throw store::DamagedError("an export's scope cannot be read");
  return {.id = row.integer(0),
          .by = row.id<staff::UserId>(1),
          .at = row.time(2),
          .scope = *scope,
          .subject = row.integer(4),
          .state = state_of(row.text(5)),
          .file = row.text(6),
          .bytes = row.integer(7),
          .sha256 = row.text(8),
          .rows = row.integer(9),
          .manifest = row.text(10),
          .expires_at = row.time(11)};
}

std::vector<ArchiveExport> all(store::Query& query) {
  std::vector<ArchiveExport> found;
  while (query.step()) found.push_back(read_export(query));
  return found;
}

}  // namespace

std::vector<ArchiveExport> archive_exports(store::Snapshot& snapshot, std::size_t limit) {
  auto query = store::connection(snapshot).query(
      "SELECT id, by, at, scope, subject, state, file, bytes, sha256, rows, manifest, expires_at FROM archive_export"
      " ORDER BY id DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  return all(query);
}

std::optional<ArchiveExport> archive_export(store::Snapshot& snapshot, std::int64_t id) {
  auto query = store::connection(snapshot).query(
      "SELECT id, by, at, scope, subject, state, file, bytes, sha256, rows, manifest, expires_at FROM archive_export"
      " WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_export(query);
}

namespace rows {

void insert_export(store::Transaction& tx, const ArchiveExport& one) {
  store::connection(tx)
      .query(
          "INSERT INTO archive_export (id, by, at, scope, subject, state, file, bytes, sha256, rows, manifest,"
          " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(one.id, one.by, one.at, to_string(one.scope), one.subject, to_string(one.state), one.file, one.bytes,
            one.sha256, one.rows, one.manifest, one.expires_at)
      .run();
}

void put_export(store::Transaction& tx, const ArchiveExport& one) {
  store::connection(tx)
      .query(
          "UPDATE archive_export SET state = ?, bytes = ?, sha256 = ?, rows = ?, manifest = ?, expires_at = ? WHERE id"
          " = ?")
      .bind(to_string(one.state), one.bytes, one.sha256, one.rows, one.manifest, one.expires_at, one.id)
      .run();
}

std::size_t exports_waiting(store::Transaction& tx) {
  auto query = store::connection(tx).query("SELECT count(*) FROM archive_export WHERE state = 'waiting'");
  return query.step() ? static_cast<std::size_t>(query.integer(0)) : 0;
}

std::vector<ArchiveExport> exports_in(store::Snapshot& snapshot, ExportState state) {
  auto query = store::connection(snapshot).query(
      "SELECT id, by, at, scope, subject, state, file, bytes, sha256, rows, manifest, expires_at FROM archive_export"
      " WHERE state = ? ORDER BY id");
  query.bind(to_string(state));
  return all(query);
}

std::vector<Conversation> conversations_after(store::Snapshot& snapshot, ConversationId after, std::size_t limit) {
  std::vector<Conversation> found;
  auto query = store::connection(snapshot).query(
      fmt::format("SELECT {} FROM desk_conversation c WHERE c.id > ? ORDER BY c.id LIMIT ?", kConversationColumns));
  query.bind(after, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_conversation(query));
  return found;
}

}  // namespace rows
}  // namespace chancery::answer
