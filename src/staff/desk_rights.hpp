// Who may do what at which desk: mission x desk x action, denied by default.
//
// A grant says where; the role says whether at all (rights.hpp). Both are needed. None implies another: who works at
// a desk without `read` sees nothing there.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "staff/desks.hpp"
#include "staff/rights.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

enum class DeskAction {
  Read,          // conversations, search, views
  ReadPrivate,   // those said to few
  Work,          // claim, draft, note, close, refer, classify, urgency
  Lead,          // assign, take over, move out, merge, shared views, handover, Q&A
  Clear,         // decide a chain's step
  Lines,         // write approved wording
  ApproveLines,  // another's
  Manage,        // calendar, roster, targets, work, chain of the desk
};
inline constexpr std::array kDeskActions = {DeskAction::Read,         DeskAction::ReadPrivate, DeskAction::Work,
                                            DeskAction::Lead,         DeskAction::Clear,       DeskAction::Lines,
                                            DeskAction::ApproveLines, DeskAction::Manage};
[[nodiscard]] std::string_view to_string(DeskAction action);  // "read_private"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<DeskAction> parse_desk_action(std::string_view text);
// What a role must include for the grant to count.
[[nodiscard]] Action role_action(DeskAction action);

// Where a grant holds.
struct DeskScope {
  MissionId mission;  // none: every one
  DeskId desk;        // none: every one of the mission
  friend bool operator==(const DeskScope&, const DeskScope&) = default;
};

// What one person may do. Thread safety: a value.
class DeskRights {
 public:
  [[nodiscard]] bool may(DeskAction action, MissionId mission, DeskId desk) const;
  // Likewise, of a desk that was there when they were read.
  [[nodiscard]] bool may(DeskAction action, DeskId desk) const;
  // At one desk at least.
  [[nodiscard]] bool anywhere(DeskAction action) const;
  // At every desk there is and will be.
  [[nodiscard]] bool everywhere(DeskAction action) const;
  // Where, of the desks that were there when they were read; ascending.
  [[nodiscard]] std::vector<DeskId> desks(DeskAction action) const;
  friend bool operator==(const DeskRights&, const DeskRights&) = default;

  // Of grants as they are stored and the desks there are, with a role that allows `allowed`.
  struct Granted {
    DeskScope scope;
    DeskAction action = DeskAction::Read;
  };
  DeskRights() = default;  // nothing anywhere
  DeskRights(std::span<const Granted> granted, std::span<const std::pair<DeskId, MissionId>> desks, Role role);

 private:
  using Mask = std::uint8_t;  // a bit an action
  Mask everywhere_ = 0;
  std::vector<std::pair<MissionId, Mask>> missions_;  // granted as a whole
  std::vector<std::pair<DeskId, Mask>> desks_;        // all in all, by id
};

// Of nobody whose account ended anything.
[[nodiscard]] DeskRights desk_rights(store::Snapshot& snapshot, const User& user);
// A revocation holds at the next write.
[[nodiscard]] DeskRights desk_rights(store::Transaction& tx, const User& user);
// Fails with Errc::Forbidden; the hint names what is missing.
[[nodiscard]] Status require(const DeskRights& rights, DeskAction action, DeskId desk);

struct DeskGrant {
  UserId user;
  DeskScope scope;
  DeskAction action = DeskAction::Read;
};
// Of one person, and of everybody who has something at a desk, its mission or everywhere. In no order to rely on.
[[nodiscard]] std::vector<DeskGrant> desk_grants_of(store::Snapshot& snapshot, UserId user);
[[nodiscard]] std::vector<DeskGrant> desk_grants_at(store::Snapshot& snapshot, const Desk& desk);
[[nodiscard]] std::vector<DeskGrant> desk_grants_at(store::Transaction& tx, const Desk& desk);

// Grants exactly these to her there and takes the others back; audited when that changes something, with DeskChanged
// for a desk; `by` as the audit log writes it. Fails with Errc::NotFound (no such person, mission or desk, or her
// account ended) and Invalid (her role never includes it).
[[nodiscard]] Status set_desk_grants(store::Transaction& tx, UserId user, const DeskScope& scope,
                                     std::span<const DeskAction> actions, std::string_view by, Timestamp now);
// Wherever she had any; for end_user. Which desk was most her own is kept for her name (shown_names.hpp).
void remove_desk_grants(store::Transaction& tx, UserId user);

}  // namespace chancery::staff
