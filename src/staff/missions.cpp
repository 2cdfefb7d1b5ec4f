#include "staff/missions.hpp"

#include <algorithm>

#include "staff/audit.hpp"
#include "staff/desk_rows.hpp"
#include "staff/institution.hpp"
#include "staff/plain_text.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kLongestMissionName = 120;
constexpr std::size_t kLongestContact = 200;
constexpr std::size_t kLongestZone = 60;
constexpr int kDeepest = 8;  // missions above one another

bool is_zone_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
         c == '-' || c == '+';
}

Status check_mission(store::Transaction& tx, const Mission& mission) {
  if (auto status = check_plain_text(mission.name, kLongestMissionName, "name"); !status) return status;
  const auto named = institution(tx);
  const bool nowhere = named && named->demo && mission.country == "ZZ";
  if (!nowhere && !is_country(mission.country)) {
    return fail(Errc::Invalid, "country: two capital letters as in ISO 3166-1, such as NO.");
  }
  if (!mission.contact.empty()) {
    if (auto status = check_plain_text(mission.contact, kLongestContact, "contact"); !status) return status;
  }
  // Whether the system knows it is asked where its rules are: a name is all that is kept here.
  if (mission.zone.empty() || mission.zone.size() > kLongestZone ||
      !std::ranges::all_of(mission.zone, is_zone_letter)) {
    return fail(Errc::Invalid, "zone: a name of the time zone database, such as Africa/Nairobi.");
  }
  return {};
}

// Its parents, upwards: none is itself, and none is missing.
Status check_parents(store::Transaction& tx, const Mission& mission) {
  auto above = mission.parent;
  for (int depth = 0; above; ++depth) {
    if (above == mission.id || depth == kDeepest) {
      return fail(Errc::Conflict, "a mission above itself", "parent: a mission cannot stand above itself.");
    }
    const auto parent = mission_by_id(tx, above);
    if (!parent) return fail(Errc::NotFound, "there is no mission of this id above it");
    above = parent->parent;
  }
  return {};
}

}  // namespace

std::string_view to_string(MissionKind kind) {
  switch (kind) {
    case MissionKind::Capital:
      return "capital";
    case MissionKind::Region:
      return "region";
    case MissionKind::Embassy:
      return "embassy";
    case MissionKind::Consulate:
      return "consulate";
    case MissionKind::Permanent:
      return "permanent";
  }
  return "";
}

Result<MissionKind> parse_mission_kind(std::string_view text) {
  for (const auto kind : kMissionKinds) {
    if (text == to_string(kind)) return kind;
  }
  return fail(Errc::Invalid, "no such kind", "kind: capital, region, embassy, consulate or permanent.");
}

Status open_mission(store::Transaction& tx, const Mission& mission, std::string_view by, Timestamp now) {
  if (auto fits = check_mission(tx, mission); !fits) return fits;
  if (auto above = check_parents(tx, mission); !above) return above;
  if (auto stored = rows::insert_mission(tx, mission); !stored) return stored;
  append_audit(tx, now, by, "mission.open", "mission:" + mission.id.text());
  return {};
}

Status change_mission(store::Transaction& tx, const Mission& mission, std::string_view by, Timestamp now) {
  const auto before = mission_by_id(tx, mission.id);
  if (!before) return fail(Errc::NotFound, "there is no mission of this id");
  if (auto fits = check_mission(tx, mission); !fits) return fits;
  if (auto above = check_parents(tx, mission); !above) return above;
  if (mission.closed_at && rows::has_open_desks(tx, mission.id)) {
    return fail(Errc::Conflict, "open desks", "This mission still has open desks: close them first.");
  }
  if (auto stored = rows::update_mission(tx, mission); !stored) return stored;
  const bool closed = mission.closed_at && !before->closed_at;
  append_audit(tx, now, by, closed ? "mission.close" : "mission.change", "mission:" + mission.id.text());
  return {};
}

Status set_mission_of(store::Transaction& tx, activity::AccountId account, MissionId mission, std::string_view by,
                      Timestamp now) {
  const auto found = mission_by_id(tx, mission);
  if (!found || found->closed_at) return fail(Errc::NotFound, "there is no open mission of this id");
  if (mission_of(tx, account) == mission) return {};
  if (auto stored = rows::put_mission_of(tx, account, mission); !stored) return stored;
  append_audit(tx, now, by, "account.mission", "account:" + account.text() + " mission:" + mission.text());
  return {};
}

}  // namespace chancery::staff
