#include "staff/rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff::rows {
namespace {

EnrolmentRow read_enrolment(const store::Query& query) {
  EnrolmentRow row;
  row.id = query.id<EnrolmentId>(0);
  row.token_hash = query.text(1);
  row.kind = query.text(2) == to_string(EnrolmentKind::Setup) ? EnrolmentKind::Setup : EnrolmentKind::Invitation;
  row.role = parse_role(query.text(3)).value_or(Role::Auditor);
  row.name = query.text(4);
  row.totp_box = query.text(5);
  row.expires_at = query.time(6);
  return row;
}

}  // namespace

void insert_enrolment(store::Transaction& tx, const EnrolmentRow& row) {
  connection(tx)
      .query(
          "INSERT INTO enrolment (id, token_hash, kind, role, name, totp_box, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(row.id, row.token_hash, to_string(row.kind), to_string(row.role), row.name, row.totp_box, row.expires_at)
      .run();
}

std::optional<EnrolmentRow> enrolment(store::Snapshot& snapshot, std::string_view token_hash, Timestamp now) {
  auto query = connection(snapshot).query(
      "SELECT id, token_hash, kind, role, name, totp_box, expires_at FROM enrolment"
      " WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?");
  if (!query.bind(token_hash, now).step()) return std::nullopt;
  return read_enrolment(query);
}

std::vector<EnrolmentRow> open_invitations(store::Snapshot& snapshot, Timestamp now) {
  auto query = connection(snapshot).query(
      "SELECT id, token_hash, kind, role, name, totp_box, expires_at FROM enrolment"
      " WHERE kind = 'invitation' AND used_at IS NULL AND expires_at > ? ORDER BY expires_at");
  query.bind(now);
  std::vector<EnrolmentRow> all;
  while (query.step()) all.push_back(read_enrolment(query));
  return all;
}

bool use_enrolment(store::Transaction& tx, std::string_view token_hash, Timestamp now) {
  return connection(tx)
             .query("UPDATE enrolment SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?")
             .bind(now, token_hash, now)
             .run() == 1;
}

void delete_setup_enrolments(store::Transaction& tx) {
  connection(tx).query("DELETE FROM enrolment WHERE kind = 'setup'").run();
}

void delete_spent_enrolments(store::Transaction& tx, Timestamp now) {
  connection(tx).query("DELETE FROM enrolment WHERE used_at IS NOT NULL OR expires_at <= ?").bind(now).run();
}

}  // namespace chancery::staff::rows
