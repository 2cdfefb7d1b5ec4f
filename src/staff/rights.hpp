// Who may do what: one table, denied by default.
#pragma once

#include <array>
#include <string_view>

#include "base/result.hpp"

namespace chancery::staff {

enum class Role { Admin, Officer };
[[nodiscard]] std::string_view to_string(Role role);  // "admin", "officer"
// Fails with Errc::Invalid; the hint lists the roles.
[[nodiscard]] Result<Role> parse_role(std::string_view text);

enum class Action {
  ManageUsers,     // see, invite
  ManageAccounts,  // create an account we publish as
  ReadAccounts,    // accounts, their notes, the replies to them
  Publish,         // a note under an account's name
  DeleteNote,      // one of ours
  ReadListening,   // watches, figures, posts
  ConnectSource,   // start and stop a stream
  ReadAudit,       //
};
inline constexpr std::array kActions = {
    Action::ManageUsers, Action::ManageAccounts, Action::ReadAccounts,  Action::Publish,
    Action::DeleteNote,  Action::ReadListening,  Action::ConnectSource, Action::ReadAudit,
};
[[nodiscard]] std::string_view to_string(Action action);  // "manage_users"

// What the table does not grant is denied.
[[nodiscard]] bool can(Role role, Action action);
// Fails with Errc::Forbidden; the hint names the action.
[[nodiscard]] Status require(Role role, Action action);

}  // namespace chancery::staff
