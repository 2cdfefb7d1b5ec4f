#include "staff/desk_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "activity/events.hpp"
#include "base/json.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rows.hpp"
#include "store/events.hpp"

namespace chancery::staff {
namespace {

constexpr std::uint8_t bit(DeskAction action) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(action));
}

template <class Key>
std::uint8_t& mask_of(std::vector<std::pair<Key, std::uint8_t>>& masks, Key key) {
  const auto at = std::ranges::lower_bound(masks, key, {}, &std::pair<Key, std::uint8_t>::first);
  if (at != masks.end() && at->first == key) return at->second;
  return masks.insert(at, {key, std::uint8_t{0}})->second;
}

template <class Key>
std::uint8_t find_mask(const std::vector<std::pair<Key, std::uint8_t>>& masks, Key key) {
  const auto at = std::ranges::lower_bound(masks, key, {}, &std::pair<Key, std::uint8_t>::first);
  return at != masks.end() && at->first == key ? at->second : std::uint8_t{0};
}

// "desk:12 user:ole", "mission:3 user:ole", "desks user:ole"
std::string scope_text(const DeskScope& scope) {
  if (scope.desk) return "desk:" + scope.desk.text();
  return scope.mission ? "mission:" + scope.mission.text() : "desks";
}

Status check_scope(store::Transaction& tx, const DeskScope& scope) {
  if (scope.desk) {
    const auto desk = desk_by_id(tx, scope.desk);
    if (!desk || desk->mission != scope.mission) return fail(Errc::NotFound, "there is no desk of this id");
    return {};
  }
  if (scope.mission && !mission_by_id(tx, scope.mission)) return fail(Errc::NotFound, "there is no mission of this id");
  return {};
}

}  // namespace

std::string_view to_string(DeskAction action) {
  switch (action) {
    case DeskAction::Read:
      return "read";
    case DeskAction::ReadPrivate:
      return "read_private";
    case DeskAction::Work:
      return "work";
    case DeskAction::Lead:
      return "lead";
    case DeskAction::Clear:
      return "clear";
    case DeskAction::Lines:
      return "lines";
    case DeskAction::ApproveLines:
      return "approve_lines";
    case DeskAction::Manage:
      return "manage";
  }
  return "";
}

Result<DeskAction> parse_desk_action(std::string_view text) {
  for (const auto action : kDeskActions) {
    if (text == to_string(action)) return action;
  }
  return fail(Errc::Invalid, "no such action at a desk",
              "actions: read, read_private, work, lead, clear, lines, approve_lines or manage.");
}

Action role_action(DeskAction action) {
  const bool reads = action == DeskAction::Read || action == DeskAction::ReadPrivate;
  return reads ? Action::ReadDesk : Action::WorkDesk;
}

DeskRights::DeskRights(std::span<const Granted> granted, std::span<const std::pair<DeskId, MissionId>> desks,
                       Role role) {
  for (const auto& [scope, action] : granted) {
    if (!can(role, role_action(action))) continue;
    if (scope.desk) {
      mask_of(desks_, scope.desk) |= bit(action);
    } else if (scope.mission) {
      mask_of(missions_, scope.mission) |= bit(action);
    } else {
      everywhere_ |= bit(action);
    }
  }
  for (const auto& [desk, mission] : desks) {
    const auto more = static_cast<Mask>(everywhere_ | find_mask(missions_, mission));
    if (more != 0) mask_of(desks_, desk) |= more;
  }
}

bool DeskRights::may(DeskAction action, MissionId mission, DeskId desk) const {
  return ((everywhere_ | find_mask(missions_, mission) | find_mask(desks_, desk)) & bit(action)) != 0;
}

bool DeskRights::may(DeskAction action, DeskId desk) const {
  return ((everywhere_ | find_mask(desks_, desk)) & bit(action)) != 0;
}

bool DeskRights::anywhere(DeskAction action) const {
  return everywhere(action) ||
         std::ranges::any_of(desks_, [&](const auto& d) { return (d.second & bit(action)) != 0; });
}

bool DeskRights::everywhere(DeskAction action) const {
  return (everywhere_ & bit(action)) != 0;
}

std::vector<DeskId> DeskRights::desks(DeskAction action) const {
  std::vector<DeskId> where;
  for (const auto& [desk, mask] : desks_) {
    if ((mask & bit(action)) != 0) where.push_back(desk);
  }
  return where;
}

Status require(const DeskRights& rights, DeskAction action, DeskId desk) {
  if (rights.may(action, desk)) return {};
  return fail(Errc::Forbidden, fmt::format("may not {} at desk {}", to_string(action), desk.text()),
              fmt::format("Your part at this desk does not include this ({}): ask who leads it.", to_string(action)));
}

Status set_desk_grants(store::Transaction& tx, UserId user, const DeskScope& scope, std::span<const DeskAction> actions,
                       std::string_view by, Timestamp now) {
  const auto person = user_by_id(tx, user);
  if (!person || person->ended_at) return fail(Errc::NotFound, "there is no such person");
  if (auto there = check_scope(tx, scope); !there) return there;
  for (const auto action : actions) {
    if (can(person->role, role_action(action))) continue;
    return fail(Errc::Invalid, "the role does not allow it",
                fmt::format("actions: the role of {} ({}) never includes {}", person->name, to_string(person->role),
                            to_string(action)));
  }
  std::set<DeskAction> before;
  for (const auto& grant : rows::desk_grants(tx, user)) {
    if (grant.scope == scope) before.insert(grant.action);
  }
  const std::set<DeskAction> wanted(actions.begin(), actions.end());
  if (before == wanted) return {};
  const std::vector<DeskAction> exactly(wanted.begin(), wanted.end());
  rows::replace_desk_grants(tx, user, scope, exactly);
  auto subject = scope_text(scope) + " user:" + person->login;
  for (const auto action : exactly) subject.append(" ").append(to_string(action));
  append_audit(tx, now, by, exactly.empty() ? "desk.revoke" : "desk.grant", subject);
  if (scope.desk) store::append_event(tx, activity::events::kDeskChanged, {{"desk", scope.desk.value}});
  return {};
}

}  // namespace chancery::staff
