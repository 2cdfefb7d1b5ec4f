// Desks: the teams that answer. Each belongs to a mission; one of all is the front desk, where what fits nowhere goes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/ids.hpp"
#include "staff/missions.hpp"

namespace chancery::staff {

using desk::DeskId;

struct Desk {
  DeskId id;
  MissionId mission;  // never changes: what was done there was done for it
  std::string name;
  std::string alias;   // what others read in place of its local staff
  bool front = false;  // one desk is, and it cannot be closed
  std::optional<Timestamp> closed_at;
};

// Open ones and closed: by mission, then by name.
[[nodiscard]] std::vector<Desk> desks(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Desk> desk_by_id(store::Snapshot& snapshot, DeskId id);
[[nodiscard]] std::optional<Desk> desk_by_id(store::Transaction& tx, DeskId id);
// None before the set-up alone.
[[nodiscard]] std::optional<Desk> front_desk(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Desk> front_desk(store::Transaction& tx);

// Each is audited (`by`: as the audit log writes it) and appends DeskChanged. A desk made the front desk takes that
// from the other; none can lay it down. Fails with Errc::Invalid (the hint names the field), NotFound (no such desk, no
// such open mission) and Conflict (the mission has a desk of this name, the front desk closed). Whether anything still
// lies at a desk that is closed is for the caller to ask first.
[[nodiscard]] Status open_desk(store::Transaction& tx, const Desk& desk, std::string_view by, Timestamp now);
// All of it as given but its mission, `closed_at` too.
[[nodiscard]] Status change_desk(store::Transaction& tx, const Desk& desk, std::string_view by, Timestamp now);

}  // namespace chancery::staff
