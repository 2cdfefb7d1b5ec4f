#include "staff/rights.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chancery::staff {
namespace {

// All that is granted. What does not stand here is denied.
constexpr std::pair<Role, Action> kGranted[] = {
    {Role::Admin, Action::ManageUsers},     {Role::Admin, Action::ManageAccounts}, {Role::Admin, Action::ReadAccounts},
    {Role::Admin, Action::Publish},         {Role::Admin, Action::DeleteNote},     {Role::Admin, Action::ReadListening},
    {Role::Admin, Action::ConnectSource},   {Role::Admin, Action::ReadAudit},

    {Role::Officer, Action::ReadAccounts},  {Role::Officer, Action::Publish},      {Role::Officer, Action::DeleteNote},
    {Role::Officer, Action::ReadListening},
};

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::Admin:
      return "admin";
    case Role::Officer:
      return "officer";
  }
  return "";
}

Result<Role> parse_role(std::string_view text) {
  for (const auto role : {Role::Admin, Role::Officer}) {
    if (text == to_string(role)) return role;
  }
  return fail(Errc::Invalid, "no such role", "A role is admin or officer.");
}

std::string_view to_string(Action action) {
  switch (action) {
    case Action::ManageUsers:
      return "manage_users";
    case Action::ManageAccounts:
      return "manage_accounts";
    case Action::ReadAccounts:
      return "read_accounts";
    case Action::Publish:
      return "publish";
    case Action::DeleteNote:
      return "delete_note";
    case Action::ReadListening:
      return "read_listening";
    case Action::ConnectSource:
      return "connect_source";
    case Action::ReadAudit:
      return "read_audit";
  }
  return "";
}

bool can(Role role, Action action) {
  return std::ranges::find(kGranted, std::pair{role, action}) != std::end(kGranted);
}

Status require(Role role, Action action) {
  if (can(role, action)) return {};
  const std::string name(to_string(action));
  return fail(Errc::Forbidden, std::string(to_string(role)) + " may not " + name,
              "Your role does not include this (" + name + "): ask an administrator.");
}

}  // namespace chancery::staff
