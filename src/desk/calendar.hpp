// When a desk is open: hours of the week in its zone, holidays, and who is on duty beyond them. Pure arithmetic on
// instants.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "desk/ids.hpp"
#include "desk/zone.hpp"

namespace chancery::desk {

// Of a local day, from < to <= 24 h; a night desk has two days' halves.
struct Hours {
  std::chrono::minutes from{0}, to{0};
  friend bool operator==(const Hours&, const Hours&) = default;
};

// A person on duty.
struct Shift {
  Timestamp from, to;
  Officer officer;
};

// A stretch of time, without its end.
struct Span {
  Timestamp from, to;
  friend bool operator==(const Span&, const Span&) = default;
};

struct CalendarSpec {
  std::string zone;
  std::array<std::vector<Hours>, 7> week;                    // Monday first; ascending, apart
  std::map<std::chrono::sys_days, std::vector<Hours>> days;  // in place of the week's; empty: a holiday
  friend bool operator==(const CalendarSpec&, const CalendarSpec&) = default;
};

inline constexpr std::chrono::days kHorizon{400};  // nothing is looked for beyond

// Thread safety: immutable.
class Calendar {
 public:
  // Fails with Errc::Invalid (zone, hours that overlap or end before they begin, a day outside 1990 to 2100); the hint
  // names the field.
  [[nodiscard]] static Result<Calendar> of(const CalendarSpec& spec);
  [[nodiscard]] static const Calendar& always();  // never closed, UTC: for a desk without one

  [[nodiscard]] bool open(Timestamp at) const;
  // The open time between, as spans apart in ascending order; outside 1990 to 2100 it is closed. O(days).
  [[nodiscard]] std::vector<Span> open_spans(Timestamp from, Timestamp to) const;
  [[nodiscard]] std::chrono::microseconds open_between(Timestamp from,
                                                       Timestamp to) const;  // 0 when to <= from; O(days)
  // When so much open time has passed since `from`; kNever beyond kHorizon. after(t, 0) is t when open, else the next
  // opening.
  [[nodiscard]] Timestamp after(Timestamp from, std::chrono::microseconds open_time) const;
  // The same time of day on the n-th later day that has hours, moved into them. What comes outside the hours counts
  // from the next opening. Never earlier for a later `from`; kNever beyond kHorizon.
  [[nodiscard]] Timestamp days_after(Timestamp from, int days) const;
  [[nodiscard]] const Zone& zone() const { return zone_; }
  [[nodiscard]] const CalendarSpec& spec() const { return spec_; }

 private:
  Calendar(Zone zone, CalendarSpec spec) : zone_(std::move(zone)), spec_(std::move(spec)) {}
  [[nodiscard]] const std::vector<Hours>& hours_of(std::chrono::sys_days day) const;
  void add_day(std::chrono::sys_days day, const Span& within, std::vector<Span>& spans) const;

  Zone zone_;
  CalendarSpec spec_;
};

// Open by calendar, or somebody on duty. Borrows both for its life; `shifts`: any order, may overlap.
class Coverage {
 public:
  Coverage(const Calendar& calendar, std::span<const Shift> shifts) : calendar_(calendar), shifts_(shifts) {}
  [[nodiscard]] bool covered(Timestamp at) const;
  [[nodiscard]] std::optional<Officer> on_duty(Timestamp at) const;  // of several, who came last
  [[nodiscard]] std::vector<Span> covered_spans(Timestamp from, Timestamp to) const;
  [[nodiscard]] std::chrono::microseconds covered_between(Timestamp from, Timestamp to) const;
  [[nodiscard]] Timestamp after(Timestamp from, std::chrono::microseconds covered_time) const;

 private:
  const Calendar& calendar_;
  std::span<const Shift> shifts_;
};

}  // namespace chancery::desk
