// The rows behind missions and desks. For staff/ alone.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "staff/desk_rights.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"

namespace chancery::staff::rows {

// Fails with Errc::Conflict when the name is taken.
[[nodiscard]] Status insert_mission(store::Transaction& tx, const Mission& mission);
[[nodiscard]] Status update_mission(store::Transaction& tx, const Mission& mission);
[[nodiscard]] bool has_open_desks(store::Transaction& tx, MissionId mission);
// Fails with Errc::NotFound: no such account.
[[nodiscard]] Status put_mission_of(store::Transaction& tx, activity::AccountId account, MissionId mission);

// Likewise.
[[nodiscard]] Status insert_desk(store::Transaction& tx, const Desk& desk);
[[nodiscard]] Status update_desk(store::Transaction& tx, const Desk& desk);
void no_front_desk(store::Transaction& tx);

[[nodiscard]] std::vector<DeskGrant> desk_grants(store::Transaction& tx, UserId user);
// Where local staff hold any right, or did when their account ended: by person, the desk that is most her own first
// (granted there before granted for its mission or everywhere).
struct LocalDesk {
  UserId user;
  DeskId desk;
  std::string alias;
};
[[nodiscard]] std::vector<LocalDesk> local_desks(store::Snapshot& snapshot);
// In place of what she was granted there.
void replace_desk_grants(store::Transaction& tx, UserId user, const DeskScope& scope,
                         std::span<const DeskAction> actions);

}  // namespace chancery::staff::rows
