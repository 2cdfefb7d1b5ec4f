// Missions: the capital, its regional centres, embassies, consulates, permanent missions. A mission has desks
// (desks.hpp); an account we publish as speaks for one of them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

using MissionId = Id<struct MissionTag>;

enum class MissionKind { Capital, Region, Embassy, Consulate, Permanent };
inline constexpr std::array kMissionKinds = {MissionKind::Capital, MissionKind::Region, MissionKind::Embassy,
                                             MissionKind::Consulate, MissionKind::Permanent};
[[nodiscard]] std::string_view to_string(MissionKind kind);  // "embassy"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<MissionKind> parse_mission_kind(std::string_view text);

struct Mission {
  MissionId id;
  std::string name;
  MissionKind kind = MissionKind::Embassy;
  std::string country;  // where it stands, as institution.hpp has them
  MissionId parent;     // none: it answers to nobody
  std::string zone;     // of the IANA database
  std::string contact;  // its telephone or address, for the public; may be empty
  std::optional<Timestamp> closed_at;
};

// Open ones and closed, by name.
[[nodiscard]] std::vector<Mission> missions(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Mission> mission_by_id(store::Snapshot& snapshot, MissionId id);
[[nodiscard]] std::optional<Mission> mission_by_id(store::Transaction& tx, MissionId id);

// Each is audited; `by` is who does it, as the audit log writes it. Fails with Errc::Invalid (the hint names the
// field), NotFound (no such mission or parent) and Conflict (the name is taken, its own ancestor, a mission closed that
// has open desks).
[[nodiscard]] Status open_mission(store::Transaction& tx, const Mission& mission, std::string_view by, Timestamp now);
// All of it as given, `closed_at` too.
[[nodiscard]] Status change_mission(store::Transaction& tx, const Mission& mission, std::string_view by, Timestamp now);

// None while nobody said so.
[[nodiscard]] std::optional<MissionId> mission_of(store::Snapshot& snapshot, activity::AccountId account);
[[nodiscard]] std::optional<MissionId> mission_of(store::Transaction& tx, activity::AccountId account);
// Audited. Fails with Errc::NotFound: no such account, or no open mission.
[[nodiscard]] Status set_mission_of(store::Transaction& tx, activity::AccountId account, MissionId mission,
                                    std::string_view by, Timestamp now);

}  // namespace chancery::staff
