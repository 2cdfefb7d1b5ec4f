#include <span>

#include "staff/blob.hpp"
#include "staff/once.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

Result<std::optional<Did>> find_done(store::Connection& db, UserId user, std::string_view key,
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
  return find_done(connection(snapshot), user, key, fingerprint);
}

Result<std::optional<Did>> did(store::Transaction& tx, UserId user, std::string_view key,
                               std::string_view fingerprint) {
  return find_done(connection(tx), user, key, fingerprint);
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
