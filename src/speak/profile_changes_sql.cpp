#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "speak/profile_changes.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

constexpr std::string_view kSelectProfileChanges = "SELECT account, asked_by, asked_at, body FROM profile_change ";

ProfileChange read_change(const store::Query& query) {
  const auto body = query.text(3);
  auto wanted = read_profile(body);
  if (!wanted) throw store::StorageError("a waiting profile cannot be read");
  return {.account = query.id<activity::AccountId>(0),
          .by = query.id<staff::UserId>(1),
          .asked_at = query.time(2),
          .wanted = std::move(*wanted),
          .digest = crypto::to_hex(crypto::sha256(body))};
}

std::optional<ProfileChange> find_profile_change(store::Connection& db, activity::AccountId account) {
  auto query = db.query(std::string(kSelectProfileChanges).append("WHERE account = ?"));
  if (!query.bind(account).step()) return std::nullopt;
  return read_change(query);
}

std::optional<std::int64_t> media_or_null(MediaId media) {
  return media ? std::optional{media.value} : std::nullopt;
}

}  // namespace

std::optional<ProfileChange> waiting_profile(store::Snapshot& snapshot, activity::AccountId account) {
  return find_profile_change(store::connection(snapshot), account);
}

std::vector<ProfileChange> waiting_profiles(store::Snapshot& snapshot) {
  std::vector<ProfileChange> changes;
  auto query = store::connection(snapshot).query(
      std::string(kSelectProfileChanges).append("ORDER BY asked_at, account LIMIT 1000"));
  while (query.step()) changes.push_back(read_change(query));
  return changes;
}

namespace rows {

std::optional<ProfileChange> profile_change(store::Transaction& tx, activity::AccountId account) {
  return find_profile_change(store::connection(tx), account);
}

void put_profile_change(store::Transaction& tx, const ProfileChange& change) {
  store::connection(tx)
      .query(
          "INSERT INTO profile_change (account, asked_by, asked_at, body, avatar, header) VALUES (?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (account) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at,"
          " body = excluded.body, avatar = excluded.avatar, header = excluded.header")
      .bind(change.account, change.by, change.asked_at, write_profile(change.wanted),
            media_or_null(change.wanted.avatar.media), media_or_null(change.wanted.header.media))
      .run();
}

bool forget_profile_change(store::Transaction& tx, activity::AccountId account) {
  return store::connection(tx).query("DELETE FROM profile_change WHERE account = ?").bind(account).run() > 0;
}

}  // namespace rows
}  // namespace chancery::speak
