#include <span>

#include "staff/blob.hpp"
#include "staff/second_factor_rows.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

std::string text_of(const std::vector<unsigned char>& blob) {
  return {blob.begin(), blob.end()};
}

// As the column has it.
int backup_of(const rows::PasskeyRow& row) {
  if (!row.known.backup_eligible) return 0;
  return row.passkey.backed_up ? 2 : 1;
}

rows::PasskeyRow read_passkey(const store::Query& query) {
  rows::PasskeyRow row;
  row.passkey.id = query.id<PasskeyId>(0);
  row.user = query.id<UserId>(1);
  row.credential = text_of(query.blob(2));
  row.handle = text_of(query.blob(3));
  row.known.key = {text_of(query.blob(4)), static_cast<int>(query.integer(5))};
  row.known.sign_count = static_cast<std::uint32_t>(query.integer(6));
  row.known.backup_eligible = query.integer(7) > 0;
  row.passkey.backed_up = query.integer(7) == 2;
  row.passkey.name = query.text(8);
  row.passkey.made_at = query.time(9);
  if (!query.is_null(10)) row.passkey.used_at = query.time(10);
  return row;
}

}  // namespace

std::size_t recovery_codes_left(store::Snapshot& snapshot, UserId user) {
  auto query =
      connection(snapshot).query("SELECT COUNT(*) FROM recovery_code WHERE staff_user = ? AND used_at IS NULL");
  return query.bind(user).step() ? static_cast<std::size_t>(query.integer(0)) : 0;
}

bool is_recovery_code(store::Snapshot& snapshot, UserId user, std::string_view hash) {
  auto query =
      connection(snapshot).query("SELECT 1 FROM recovery_code WHERE staff_user = ? AND hash = ? AND used_at IS NULL");
  return query.bind(user, bytes(hash)).step();
}

bool use_recovery_code(store::Transaction& tx, UserId user, std::string_view hash, Timestamp now) {
  return connection(tx)
             .query("UPDATE recovery_code SET used_at = ? WHERE staff_user = ? AND hash = ? AND used_at IS NULL")
             .bind(now, user, bytes(hash))
             .run() == 1;
}

void remove_recovery_codes(store::Transaction& tx, UserId user) {
  connection(tx).query("DELETE FROM recovery_code WHERE staff_user = ?").bind(user).run();
}

void remove_passkeys(store::Transaction& tx, UserId user) {
  connection(tx).query("DELETE FROM passkey WHERE staff_user = ?").bind(user).run();
}

namespace rows {

void insert_recovery_code(store::Transaction& tx, UserId user, std::string_view hash) {
  connection(tx).query("INSERT INTO recovery_code (staff_user, hash) VALUES (?, ?)").bind(user, bytes(hash)).run();
}

Status insert_passkey(store::Transaction& tx, const PasskeyRow& row) {
  const auto inserted =
      connection(tx)
          .query(
              "INSERT INTO passkey (id, staff_user, credential, handle, public_key, algorithm, sign_count, backed_up,"
              " name, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (credential) DO NOTHING")
          .bind(row.passkey.id, row.user, bytes(row.credential), bytes(row.handle), bytes(row.known.key.spki),
                row.known.key.algorithm, static_cast<std::int64_t>(row.known.sign_count), backup_of(row),
                row.passkey.name, row.passkey.made_at)
          .run();
  if (inserted == 1) return {};
  return fail(Errc::Conflict, "the credential is known", "This passkey is registered here already.");
}

std::optional<PasskeyRow> passkey_by_credential(store::Snapshot& snapshot, std::string_view credential) {
  auto query = connection(snapshot).query(
      "SELECT id, staff_user, credential, handle, public_key, algorithm, sign_count, backed_up, name, made_at, used_at"
      " FROM passkey WHERE credential = ?");
  if (!query.bind(bytes(credential)).step()) return std::nullopt;
  return read_passkey(query);
}

std::vector<PasskeyRow> passkeys_of(store::Snapshot& snapshot, UserId user) {
  auto query = connection(snapshot).query(
      "SELECT id, staff_user, credential, handle, public_key, algorithm, sign_count, backed_up, name, made_at, used_at"
      " FROM passkey WHERE staff_user = ? ORDER BY id");
  query.bind(user);
  std::vector<PasskeyRow> all;
  while (query.step()) all.push_back(read_passkey(query));
  return all;
}

bool use_passkey(store::Transaction& tx, const PasskeyRow& row, const crypto::Asserted& asserted, Timestamp now) {
  const int backup = !row.known.backup_eligible ? 0 : asserted.backed_up ? 2 : 1;
  return connection(tx)
             .query("UPDATE passkey SET sign_count = ?, backed_up = ?, used_at = ? WHERE id = ? AND sign_count = ?")
             .bind(static_cast<std::int64_t>(asserted.sign_count), backup, now, row.passkey.id,
                   static_cast<std::int64_t>(row.known.sign_count))
             .run() == 1;
}

bool rename_passkey(store::Transaction& tx, UserId user, PasskeyId id, std::string_view name) {
  return connection(tx)
             .query("UPDATE passkey SET name = ? WHERE id = ? AND staff_user = ?")
             .bind(name, id, user)
             .run() == 1;
}

bool remove_passkey(store::Transaction& tx, UserId user, PasskeyId id) {
  return connection(tx).query("DELETE FROM passkey WHERE id = ? AND staff_user = ?").bind(id, user).run() == 1;
}

}  // namespace rows
}  // namespace chancery::staff
