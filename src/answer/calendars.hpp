// Calendars that desks work by: one may serve many desks.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "answer/conversation.hpp"
#include "desk/calendar.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using CalendarId = Id<struct CalendarTag>;

struct OfficeCalendar {
  CalendarId id;
  std::string name;
  desk::CalendarSpec spec;
  std::map<std::chrono::sys_days, std::string> day_names;  // of spec.days
  int version = 0;                                         // grows with every change; 0: not stored yet
};

inline constexpr std::size_t kMostSpecialDays = 400;

[[nodiscard]] std::vector<OfficeCalendar> calendars(store::Snapshot& snapshot);  // by name
[[nodiscard]] std::optional<OfficeCalendar> calendar_by_id(store::Snapshot& snapshot, CalendarId id);
[[nodiscard]] std::vector<DeskId> desks_of_calendar(store::Snapshot& snapshot, CalendarId id);

// Writes it whole, audited; the open conversations of its desks are computed anew soon. `version` is what its editor
// had read. Fails with Errc::Invalid (as desk::Calendar::of; the name), Conflict (changed meanwhile, the name is
// taken).
[[nodiscard]] Status put_calendar(store::Transaction& tx, const OfficeCalendar& calendar, const Acting& acting);

}  // namespace chancery::answer
