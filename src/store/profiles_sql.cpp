#include "store/profiles.hpp"

#include <stdexcept>

#include "store/engine.hpp"

namespace chancery::store {
namespace {

using activity::AccountId;
using activity::NoteId;
using activity::Profile;

Profile profile_in(Connection& db, AccountId account) {
  auto query = db.query("SELECT profile FROM account_profile WHERE account = ?");
  if (!query.bind(account).step()) return {};
  auto profile = activity::read_profile(query.text(0));
  if (!profile) throw std::runtime_error("an account's profile cannot be read");
  return std::move(*profile);
}

std::vector<NoteId> pins_in(Connection& db, AccountId account) {
  std::vector<NoteId> pins;
  auto query = db.query(
      "SELECT pin.note FROM pin JOIN note ON note.id = pin.note"
      " WHERE pin.account = ? AND note.deleted = 0 ORDER BY pin.at DESC, pin.note DESC");
  query.bind(account);
  while (query.step()) pins.push_back(query.id<NoteId>(0));
  return pins;
}

}  // namespace

Profile profile_of(Snapshot& snapshot, AccountId account) {
  return profile_in(snapshot.connection(), account);
}

Profile profile_of(Transaction& tx, AccountId account) {
  return profile_in(tx.connection(), account);
}

void put_profile(Transaction& tx, AccountId account, const Profile& profile) {
  tx.connection()
      .query(
          "INSERT INTO account_profile (account, profile) VALUES (?, ?)"
          " ON CONFLICT (account) DO UPDATE SET profile = excluded.profile")
      .bind(account, activity::write_profile(profile))
      .run();
}

void rename_account(Transaction& tx, const activity::Account& account) {
  tx.connection()
      .query("UPDATE account SET type = ?, display_name = ?, summary = ?, language = ? WHERE id = ?")
      .bind(activity::to_string(account.type), account.display_name, account.summary, account.language, account.id)
      .run();
}

std::vector<NoteId> pins_of(Snapshot& snapshot, AccountId account) {
  return pins_in(snapshot.connection(), account);
}

std::vector<NoteId> pins_of(Transaction& tx, AccountId account) {
  return pins_in(tx.connection(), account);
}

bool add_pin(Transaction& tx, AccountId account, NoteId note, Timestamp now) {
  return tx.connection()
             .query("INSERT INTO pin (account, note, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
             .bind(account, note, now)
             .run() > 0;
}

bool remove_pin(Transaction& tx, AccountId account, NoteId note) {
  return tx.connection().query("DELETE FROM pin WHERE account = ? AND note = ?").bind(account, note).run() > 0;
}

}  // namespace chancery::store
