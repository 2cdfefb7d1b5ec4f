// The rows behind users, sessions and enrolments. For staff/ alone: what others may know is in the public headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "staff/audit.hpp"
#include "staff/enrolment.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff::rows {

// What is stored of a session's or a link's token: SHA-256, hex. The token is random, so nothing slower is needed.
[[nodiscard]] std::string token_hash(std::string_view token);
// Under what the authenticator's secret is sealed.
[[nodiscard]] std::string user_context(UserId id);

// --- users ---

struct UserSecrets {
  std::string password_hash;
  std::string totp_box;        // sealed under "user:<id>"
  std::int64_t totp_step = 0;  // of the last code that was used
};
struct FullUser {
  User user;
  UserSecrets secrets;
};

// Fails with Errc::Conflict when the login is taken.
[[nodiscard]] Status insert_user(store::Transaction& tx, const User& user, const UserSecrets& secrets);
// To sign in with: nobody whose account ended.
[[nodiscard]] std::optional<FullUser> full_user(store::Snapshot& snapshot, std::string_view login);
// False when a code of this step or a later one was used already.
[[nodiscard]] bool use_totp_step(store::Transaction& tx, UserId id, std::int64_t step);
void set_password_hash(store::Transaction& tx, UserId id, std::string_view hash);

// --- sessions ---

struct SessionRow {
  User user;
  Timestamp started_at;
  Timestamp seen_at;
};
void insert_session(store::Transaction& tx, std::string_view token_hash, UserId user, Timestamp now);
[[nodiscard]] std::optional<SessionRow> session(store::Snapshot& snapshot, std::string_view token_hash);
void touch_session(store::Transaction& tx, std::string_view token_hash, Timestamp seen);
// Whose it was; nothing when there is none.
std::optional<User> delete_session(store::Transaction& tx, std::string_view token_hash);
std::int64_t delete_sessions_of(store::Transaction& tx, UserId user);
std::int64_t delete_sessions_before(store::Transaction& tx, Timestamp started, Timestamp seen);

// --- enrolments ---

using EnrolmentId = Id<struct EnrolmentTag>;
struct EnrolmentRow {
  EnrolmentId id;
  std::string token_hash;
  EnrolmentKind kind = EnrolmentKind::Invitation;
  Role role = Role::Officer;
  std::string name;
  std::string totp_box;  // sealed under "enrolment:<id>"
  Timestamp expires_at;
};
void insert_enrolment(store::Transaction& tx, const EnrolmentRow& row);
// Only while it can be used.
[[nodiscard]] std::optional<EnrolmentRow> enrolment(store::Snapshot& snapshot, std::string_view token_hash,
                                                    Timestamp now);
// False when it was used, has expired, or is gone.
[[nodiscard]] bool use_enrolment(store::Transaction& tx, std::string_view token_hash, Timestamp now);
void delete_setup_enrolments(store::Transaction& tx);
void delete_spent_enrolments(store::Transaction& tx, Timestamp now);

// --- audit ---

// Oldest first, those above `after`.
[[nodiscard]] std::vector<AuditEntry> audit_after(store::Snapshot& snapshot, std::int64_t after, std::size_t limit);

}  // namespace chancery::staff::rows
