// What desks take on, what they promise, and who is on duty there.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "answer/calendars.hpp"
#include "answer/workplaces.hpp"
#include "desk/routing.hpp"
#include "desk/target.hpp"

namespace chancery::answer {

struct Work {
  DeskId desk;
  CalendarId calendar;                                    // none: always open
  std::vector<std::string> languages, countries, topics;  // "*": any
  int capacity = 0;                                       // open conversations; 0: without end
  DeskId overflow;
  std::int64_t chain = 0;
  std::chrono::minutes claim{10};
};

// None: nobody said yet; what no rule sends there goes elsewhere.
[[nodiscard]] std::optional<Work> work_of(store::Snapshot& snapshot, DeskId desk);
// Audited. Fails with Errc::Invalid (the hint names the field) and NotFound (desk, calendar or overflow).
[[nodiscard]] Status set_work(store::Transaction& tx, const Work& work, const Acting& acting);

struct DeskTarget {
  desk::Matter matter = desk::Matter::Dialogue;
  desk::ClockName clock = desk::ClockName::FirstAnswer;
  desk::Target target;
};
// Its own rows alone; of desk 0 those for all.
[[nodiscard]] std::vector<DeskTarget> targets_at(store::Snapshot& snapshot, DeskId desk);
// Exactly these; audited. Fails with Errc::Invalid.
[[nodiscard]] Status set_targets(store::Transaction& tx, DeskId desk, std::span<const DeskTarget> targets,
                                 const Acting& acting);

using ShiftId = Id<struct ShiftTag>;
struct Duty {
  ShiftId id;
  DeskId desk;
  staff::UserId user;
  Timestamp from, to;
};
inline constexpr std::chrono::days kLongestShift{14};
// That end after `from`, by when they begin.
[[nodiscard]] std::vector<Duty> shifts_of(store::Snapshot& snapshot, DeskId desk, Timestamp from);
[[nodiscard]] std::optional<Duty> shift_by_id(store::Snapshot& snapshot, ShiftId id);
// Audited. Fails with Errc::Invalid (ends before it begins, longer than 14 days) and NotFound (nobody of that id here).
[[nodiscard]] Status add_shift(store::Transaction& tx, const Duty& duty, const Acting& acting);
// One under way ends now. Fails with Errc::NotFound, and Conflict where it is past: clocks ran by it.
[[nodiscard]] Status remove_shift(store::Transaction& tx, ShiftId id, const Acting& acting);

// How all of it stands, for Workplaces; past shifts too, for clocks are computed anew whenever they are shown.
[[nodiscard]] std::shared_ptr<const WorkedBy> worked_by(store::Snapshot& snapshot);
// Open desks as routing sees them; how loaded and covered they are is for the caller to say.
[[nodiscard]] std::vector<desk::DeskWork> desk_work(store::Snapshot& snapshot);

}  // namespace chancery::answer
