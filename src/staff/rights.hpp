// Who may do what: one table, denied by default.
//
// A right says what a role may do at all. Who may do it in one case (never the watch's own owner, never the proposer)
// is decided where the thing itself is: listen/watch_lifecycle.hpp, listen/register.hpp.
#pragma once

#include <array>
#include <string_view>

#include "base/result.hpp"

namespace chancery::staff {

enum class Role {
  Admin,    // people, accounts, streams
  Officer,  // publishes and reads
  Dpo,      // the data-protection officer: decides what is listened to, and proves it
  Analyst,  // asks for watches and reads what they give
  Editor,   // publishes, and keeps the list of feeds and public actors
  Auditor,  // reads what was done, said and listened to, and changes nothing
};
inline constexpr std::array kRoles = {Role::Admin,   Role::Officer, Role::Dpo,
                                      Role::Analyst, Role::Editor,  Role::Auditor};
[[nodiscard]] std::string_view to_string(Role role);  // "admin", "officer", "dpo", "analyst", "editor", "auditor"
// Fails with Errc::Invalid; the hint lists the roles.
[[nodiscard]] Result<Role> parse_role(std::string_view text);

enum class Action {
  ManageUsers,         // see, invite
  ManageAccounts,      // create an account we publish as
  ReadAccounts,        // accounts, their notes, the replies to them
  Publish,             // a note under an account's name
  DeleteNote,          // one of ours
  ReadListening,       // watches, figures, posts, the register of public actors
  ConnectSource,       // start and stop a stream
  ManageFeeds,         // which press pages and feeds are read
  JudgeAlerts,         // say whether an alert was useful or a false alarm
  ManageWatches,       // draft, change, submit, renew
  DecideWatches,       // approve, refuse, suspend, resume, stop
  ManageRegister,      // propose a public actor
  DecideRegister,      // approve, refuse, retire one
  ReadDataProtection,  // the dashboard, who looked at what, the breach pack
  HonourRights,        // access, erasure, objection; the contact on the public notice
  ReadAudit,           //
  Moderate,            // limit and block servers and actors, look at what waits, settle reports
  ReadDesk,            // conversations, at the desks that grant it (desk_rights.hpp)
  WorkDesk,            // claim, answer, close, lead, clear, at the desks that grant it
  ManageDesks,         // missions, desks, who works there, routing
  HandleCrisis,        // posts under fire, crises, false assertions
  ReadRecords,         // the auditor's page: what was decided, by whom, and what the record rests on
  ManageRecords,       // retention, legal holds, archive exports
  ManageIntegrations,  // webhooks
};
inline constexpr std::array kActions = {
    Action::ManageUsers,    Action::ManageAccounts,     Action::ReadAccounts,  Action::Publish,
    Action::DeleteNote,     Action::ReadListening,      Action::ConnectSource, Action::ManageFeeds,
    Action::JudgeAlerts,    Action::ManageWatches,      Action::DecideWatches, Action::ManageRegister,
    Action::DecideRegister, Action::ReadDataProtection, Action::HonourRights,  Action::ReadAudit,
    Action::Moderate,       Action::ReadDesk,           Action::WorkDesk,      Action::ManageDesks,
    Action::HandleCrisis,   Action::ReadRecords,        Action::ManageRecords, Action::ManageIntegrations,
};
[[nodiscard]] std::string_view to_string(Action action);  // "manage_users"

// What the table does not grant is denied.
[[nodiscard]] bool can(Role role, Action action);
// Fails with Errc::Forbidden; the hint names the action.
[[nodiscard]] Status require(Role role, Action action);

}  // namespace chancery::staff
