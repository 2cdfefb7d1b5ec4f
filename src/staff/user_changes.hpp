// What happens to people's accounts after they came in: another name or role, a lost authenticator, the end.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/keys.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

struct UserChange {
  std::string name;
  Role role = Role::Officer;
  bool local = false;
};

// Each takes effect with its transaction: every request asks for the person anew. Audited. Fails with Errc::NotFound
// (no such person, or her account ended), Invalid (the name), and Conflict where nobody would be left to administer.
[[nodiscard]] Status change_user(store::Transaction& tx, UserId id, const UserChange& change, const User& by,
                                 Timestamp now);
// Her account: sessions, passkeys, recovery codes and rights at desks are gone, she signs in no more, and UserEnded
// says so. Who she was stays for the record. Nobody ends her own (Errc::Refused). Ending one again changes nothing.
[[nodiscard]] Status end_user(store::Transaction& tx, UserId id, std::string_view by, Timestamp now);
// Her sessions, passkeys and recovery codes are gone and her authenticator is worth nothing: with her password and the
// one recovery code that is given, she adds a passkey.
[[nodiscard]] Result<std::string> reset_second_factor(store::Transaction& tx, const Keys& keys, UserId id,
                                                      const User& by, Timestamp now);

// Who was invited and has not come yet.
struct Invitation {
  std::string name;
  Role role = Role::Officer;
  Timestamp expires;
};
[[nodiscard]] std::vector<Invitation> open_invitations(store::Snapshot& snapshot, Timestamp now);

}  // namespace chancery::staff
