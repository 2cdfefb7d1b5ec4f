#include "staff/user_changes.hpp"

#include "activity/events.hpp"
#include "base/json.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "staff/passkeys.hpp"
#include "staff/recovery.hpp"
#include "staff/rows.hpp"
#include "store/events.hpp"

namespace chancery::staff {
namespace {

Result<User> standing(store::Transaction& tx, UserId id) {
  auto user = user_by_id(tx, id);
  if (!user || user->ended_at) return fail(Errc::NotFound, "there is no such person");
  return *std::move(user);
}

Status somebody_administers(store::Transaction& tx, const User& leaving) {
  if (leaving.role != Role::Admin || rows::another_admin_stands(tx, leaving.id)) return {};
  return fail(Errc::Conflict, "the last administrator",
              "This is the only administrator: make somebody else one first.");
}

}  // namespace

Status change_user(store::Transaction& tx, UserId id, const UserChange& change, const User& by, Timestamp now) {
  const auto user = standing(tx, id);
  if (!user) return fail(user.error());
  if (auto fits = check_name(change.name); !fits) return fits;
  if (change.role != Role::Admin) {
    if (auto left = somebody_administers(tx, *user); !left) return left;
  }
  if (user->name == change.name && user->role == change.role && user->local == change.local) return {};
  rows::update_user(tx, id, change.name, change.role, change.local);
  auto subject = audit_actor(*user);
  if (user->role != change.role) subject.append(" role ").append(to_string(change.role));
  if (user->local != change.local) subject.append(change.local ? " local" : " not local");
  append_audit(tx, now, audit_actor(by), "user.change", subject);
  return {};
}

Status end_user(store::Transaction& tx, UserId id, std::string_view by, Timestamp now) {
  const auto user = user_by_id(tx, id);
  if (!user) return fail(Errc::NotFound, "there is no such person");
  if (user->ended_at) return {};
  if (audit_actor(*user) == by) {
    return fail(Errc::Refused, "one's own account", "You cannot end your own account: ask another administrator.");
  }
  if (auto left = somebody_administers(tx, *user); !left) return left;
  static_cast<void>(rows::end_user(tx, id, now));
  rows::delete_sessions_of(tx, id);
  remove_passkeys(tx, id);
  remove_recovery_codes(tx, id);
  remove_desk_grants(tx, id);
  append_audit(tx, now, by, "user.end", audit_actor(*user));
  store::append_event(tx, activity::events::kUserEnded, {{"user", id.value}});
  return {};
}

Result<std::string> reset_second_factor(store::Transaction& tx, const Keys& keys, UserId id, const User& by,
                                        Timestamp now) {
  const auto user = standing(tx, id);
  if (!user) return fail(user.error());
  rows::delete_sessions_of(tx, id);
  remove_passkeys(tx, id);
  rows::set_totp(tx, id, crypto::seal_secret(keys.totp, crypto::new_totp_secret(), rows::user_context(id)));
  append_audit(tx, now, audit_actor(by), "user.reset_second_factor", audit_actor(*user));
  return renew_recovery_codes(tx, keys, *user, now, 1).front();
}

std::vector<Invitation> open_invitations(store::Snapshot& snapshot, Timestamp now) {
  std::vector<Invitation> all;
  for (auto& row : rows::open_invitations(snapshot, now)) {
    all.push_back({std::move(row.name), row.role, row.expires_at});
  }
  return all;
}

}  // namespace chancery::staff
