#include "speak/profile.hpp"
#include "speak/profile_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

MediaId picture_part(store::Snapshot& snapshot, activity::AccountId account, std::string_view part) {
  auto query = store::connection(snapshot).query("SELECT picture FROM profile_picture WHERE account = ? AND part = ?");
  return query.bind(account, part).step() ? query.id<MediaId>(0) : MediaId{};
}

}  // namespace

MediaId avatar_of(store::Snapshot& snapshot, activity::AccountId account) {
  return picture_part(snapshot, account, "avatar");
}

MediaId header_of(store::Snapshot& snapshot, activity::AccountId account) {
  return picture_part(snapshot, account, "header");
}

namespace rows {

void put_profile_picture(store::Transaction& tx, activity::AccountId account, std::string_view part, MediaId picture) {
  auto& db = store::connection(tx);
  if (!picture) {
    db.query("DELETE FROM profile_picture WHERE account = ? AND part = ?").bind(account, part).run();
    return;
  }
  db.query(
        "INSERT INTO profile_picture (account, part, picture) VALUES (?, ?, ?)"
        " ON CONFLICT (account, part) DO UPDATE SET picture = excluded.picture")
      .bind(account, part, picture)
      .run();
}

}  // namespace rows
}  // namespace chancery::speak
