#include <span>

#include "staff/once.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

std::span<const unsigned char> bytes(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

Result<std::optional<Did>> find(store::Connection& db, UserId user, std::string_view key,
                                std::string_view fingerprint) {
  auto query = db.query("SELECT status, subject, fingerprint FROM once_key WHERE staff_user = ? AND key = ?");
  if (!query.bind(user, key).step()) return std::optional<Did>{};
  const auto stored = query.blob(2);
  if (std::string_view(reinterpret_cast<const char*>(stored.data()), stored.size()) != fingerprint) {
    return fail(Errc::Invalid, "the key was used for something else",
                "Idempotency-Key: it stood for another request; make a fresh one for each.");
  }
  return std::optional{Did{static_cast<int>(query.integer(0)), query.text(1)}};
}

}  // namespace

Result<std::optional<Did>> did(store::Snapshot& snapshot, UserId user, std::string_view key,
                               std::string_view fingerprint) {
  return find(connection(snapshot), user, key, fingerprint);
}

Result<std::optional<Did>> did(store::Transaction& tx, UserId user, std::string_view key,
                               std::string_view fingerprint) {
  return find(connection(tx), user, key, fingerprint);
}

void remember(store::Transaction& tx, UserId user, std::string_view key, std::string_view fingerprint, const Did& did,
              Timestamp now) {
  connection(tx)
      .query(
          "INSERT INTO once_key (staff_user, key, fingerprint, status, subject, at) VALUES (?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (staff_user, key) DO UPDATE SET status = excluded.status, subject = excluded.subject")
      .bind(user, key, bytes(fingerprint), did.status, did.subject, now)
      .run();
}

std::size_t forget_keys(store::Transaction& tx, Timestamp before, std::size_t limit) {
  return static_cast<std::size_t>(connection(tx)
                                      .query("DELETE FROM once_key WHERE (staff_user, key) IN (SELECT staff_user, key"
                                             " FROM once_key WHERE at < ? ORDER BY at LIMIT ?)")
                                      .bind(before, static_cast<std::int64_t>(limit))
                                      .run());
}

}  // namespace chancery::staff
