#include "staff/rights.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chancery::staff {
namespace {

// All that is granted. What does not stand here is denied. No role both asks for a watch and decides on it.
constexpr std::pair<Role, Action> kGranted[] = {
    {Role::Admin, Action::ManageUsers},     {Role::Admin, Action::ManageAccounts},
    {Role::Admin, Action::ReadAccounts},    {Role::Admin, Action::Publish},
    {Role::Admin, Action::DeleteNote},      {Role::Admin, Action::ReadListening},
    {Role::Admin, Action::ConnectSource},   {Role::Admin, Action::ManageFeeds},
    {Role::Admin, Action::JudgeAlerts},     {Role::Admin, Action::ManageWatches},
    {Role::Admin, Action::ManageRegister},  {Role::Admin, Action::DecideRegister},
    {Role::Admin, Action::ReadAudit},       {Role::Admin, Action::Moderate},
    {Role::Admin, Action::ReadDesk},        {Role::Admin, Action::WorkDesk},
    {Role::Admin, Action::ManageDesks},     {Role::Admin, Action::HandleCrisis},
    {Role::Admin, Action::ReadRecords},     {Role::Admin, Action::ManageIntegrations},

    {Role::Officer, Action::ReadAccounts},  {Role::Officer, Action::Publish},
    {Role::Officer, Action::DeleteNote},    {Role::Officer, Action::ReadListening},
    {Role::Officer, Action::Moderate},      {Role::Officer, Action::ReadDesk},
    {Role::Officer, Action::WorkDesk},      {Role::Officer, Action::HandleCrisis},

    {Role::Dpo, Action::ReadListening},     {Role::Dpo, Action::DecideWatches},
    {Role::Dpo, Action::DecideRegister},    {Role::Dpo, Action::ReadDataProtection},
    {Role::Dpo, Action::HonourRights},      {Role::Dpo, Action::ReadAudit},
    {Role::Dpo, Action::ReadRecords},       {Role::Dpo, Action::ManageRecords},

    {Role::Analyst, Action::ReadAccounts},  {Role::Analyst, Action::ReadListening},
    {Role::Analyst, Action::ManageFeeds},   {Role::Analyst, Action::JudgeAlerts},
    {Role::Analyst, Action::ManageWatches}, {Role::Analyst, Action::ManageRegister},

    {Role::Editor, Action::ReadAccounts},   {Role::Editor, Action::Publish},
    {Role::Editor, Action::DeleteNote},     {Role::Editor, Action::ReadListening},
    {Role::Editor, Action::ManageFeeds},    {Role::Editor, Action::ManageRegister},
    {Role::Editor, Action::DecideRegister}, {Role::Editor, Action::Moderate},
    {Role::Editor, Action::ReadDesk},       {Role::Editor, Action::WorkDesk},
    {Role::Editor, Action::HandleCrisis},

    {Role::Auditor, Action::ReadAccounts},  {Role::Auditor, Action::ReadListening},
    {Role::Auditor, Action::ReadAudit},     {Role::Auditor, Action::ReadDataProtection},
    {Role::Auditor, Action::ReadRecords},
};

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::Admin:
      return "admin";
    case Role::Officer:
      return "officer";
    case Role::Dpo:
      return "dpo";
    case Role::Analyst:
      return "analyst";
    case Role::Editor:
      return "editor";
    case Role::Auditor:
      return "auditor";
  }
  return "";
}

Result<Role> parse_role(std::string_view text) {
  for (const auto role : kRoles) {
    if (text == to_string(role)) return role;
  }
  return fail(Errc::Invalid, "no such role", "role: admin, officer, dpo, analyst, editor or auditor.");
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
    case Action::ManageFeeds:
      return "manage_feeds";
    case Action::JudgeAlerts:
      return "judge_alerts";
    case Action::ManageWatches:
      return "manage_watches";
    case Action::DecideWatches:
      return "decide_watches";
    case Action::ManageRegister:
      return "manage_register";
    case Action::DecideRegister:
      return "decide_register";
    case Action::ReadDataProtection:
      return "read_data_protection";
    case Action::HonourRights:
      return "honour_rights";
    case Action::ReadAudit:
      return "read_audit";
    case Action::Moderate:
      return "moderate";
    case Action::ReadDesk:
      return "read_desk";
    case Action::WorkDesk:
      return "work_desk";
    case Action::ManageDesks:
      return "manage_desks";
    case Action::HandleCrisis:
      return "handle_crisis";
    case Action::ReadRecords:
      return "read_records";
    case Action::ManageRecords:
      return "manage_records";
    case Action::ManageIntegrations:
      return "manage_integrations";
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
