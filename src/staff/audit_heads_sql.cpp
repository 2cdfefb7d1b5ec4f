#include "crypto/encoding.hpp"
#include "staff/audit_head_rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff {

std::vector<SignedHead> signed_heads(store::Snapshot& snapshot, std::size_t limit) {
  auto query = connection(snapshot).query(
      "SELECT sequence, hash, at, key, signature FROM audit_head ORDER BY sequence DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<SignedHead> heads;
  while (query.step()) {
    heads.push_back({{query.integer(0), query.text(1)},
                     query.time(2),
                     crypto::from_base64(query.text(3)).value_or(""),
                     crypto::from_base64(query.text(4)).value_or("")});
  }
  return heads;
}

std::optional<SignedHead> signed_head(store::Snapshot& snapshot) {
  auto heads = signed_heads(snapshot, 1);
  if (heads.empty()) return std::nullopt;
  return std::move(heads.front());
}

namespace rows {

bool insert_head(store::Transaction& tx, const SignedHead& head) {
  return connection(tx)
             .query(
                 "INSERT INTO audit_head (sequence, hash, at, key, signature) VALUES (?, ?, ?, ?, ?)"
                 " ON CONFLICT (sequence) DO NOTHING")
             .bind(head.head.sequence, head.head.hash, head.at, crypto::to_base64(head.key),
                   crypto::to_base64(head.signature))
             .run() == 1;
}

std::vector<AuditEntry> entries_of(store::Snapshot& snapshot, std::string_view action, std::size_t limit) {
  auto query = connection(snapshot).query(
      "SELECT sequence, at, actor, action, subject, hash FROM audit_entry WHERE action = ?"
      " ORDER BY sequence DESC LIMIT ?");
  query.bind(action, static_cast<std::int64_t>(limit));
  std::vector<AuditEntry> entries;
  while (query.step()) {
    entries.push_back({query.integer(0), query.time(1), query.text(2), query.text(3), query.text(4), query.text(5)});
  }
  return entries;
}

}  // namespace rows
}  // namespace chancery::staff
