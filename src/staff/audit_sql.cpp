#include <limits>

#include "staff/audit_chain.hpp"
#include "staff/audit_sitting.hpp"
#include "staff/rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

AuditEntry read_entry(const store::Query& query) {
  return {query.integer(0), query.time(1), query.text(2), query.text(3), query.text(4), query.text(5)};
}

AuditHead read_head(store::Connection& db) {
  auto query = db.query("SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1");
  if (!query.step()) return empty_head();
  return {query.integer(0), query.text(1)};
}

}  // namespace

void append_audit(store::Transaction& tx, Timestamp at, std::string_view actor, std::string_view action,
                  std::string_view subject) {
  auto& db = connection(tx);
  const auto head = read_head(db);
  AuditEntry entry{head.sequence + 1, at, std::string(actor), std::string(action), std::string(subject), {}};
  entry.hash = chained_hash(head, entry);
  db.query("INSERT INTO audit_entry (sequence, at, actor, action, subject, hash) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(entry.sequence, entry.at, entry.actor, entry.action, entry.subject, entry.hash)
      .run();
}

bool append_audit_once(store::Transaction& tx, Timestamp at, std::string_view actor, std::string_view action,
                       std::string_view subject) {
  auto query = connection(tx).query(
      "SELECT at, actor, action FROM audit_entry WHERE subject = ? ORDER BY sequence DESC LIMIT 1");
  if (query.bind(subject).step()) {
    const auto last = query.time(0);
    const bool sitting = last <= at && at - last < kSitting;
    if (sitting && query.text(1) == actor && query.text(2) == action) return false;
  }
  append_audit(tx, at, actor, action, subject);
  return true;
}

std::vector<AuditEntry> audit_entries(store::Snapshot& snapshot, std::int64_t before, std::size_t limit) {
  std::vector<AuditEntry> entries;
  auto query = connection(snapshot).query(
      "SELECT sequence, at, actor, action, subject, hash FROM audit_entry WHERE sequence < ?"
      " ORDER BY sequence DESC LIMIT ?");
  query.bind(before > 0 ? before : std::numeric_limits<std::int64_t>::max(), static_cast<std::int64_t>(limit));
  while (query.step()) entries.push_back(read_entry(query));
  return entries;
}

AuditHead audit_head(store::Snapshot& snapshot) {
  return read_head(connection(snapshot));
}

std::vector<AuditEntry> rows::audit_after(store::Snapshot& snapshot, std::int64_t after, std::size_t limit) {
  std::vector<AuditEntry> entries;
  auto query = connection(snapshot).query(
      "SELECT sequence, at, actor, action, subject, hash FROM audit_entry WHERE sequence > ?"
      " ORDER BY sequence LIMIT ?");
  query.bind(after, static_cast<std::int64_t>(limit));
  while (query.step()) entries.push_back(read_entry(query));
  return entries;
}

}  // namespace chancery::staff
