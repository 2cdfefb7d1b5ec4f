// The three clocks of a conversation, as a pure function over its events, the calendars and the moment asked for.
//
// What moves them: Received, Answered (that counts), Withdrawn, TakenBack, Closed, MergedInto, Reopened and Imported by
// their own time `at` (then id), whatever order they were recorded in; the desk by Routed and Moved; the matter by
// Routed and Classified. Nothing else: notes, claims, drafts, edits, what is merged in (but its messages), presence and
// calls to this function change nothing.
//
//   first answer  runs from the first message that still stands to our first answer or the first closing. Once.
//   next answer   runs from the first message after our last answer to our next answer or a closing; goes on from where
//   it
//                 stood when that answer is taken back, or the closing is.
//   resolution    runs from the first message (again from the one that re-opened it) to the closing; stands still while
//                 the last word is ours.
//
// Open time adds up piece by piece: each piece by the calendar of the desk that was responsible then. Working days are
// counted by the calendar of the desk that has it now; the time a clock stood still is added to its beginning. A
// stricter target (of a matter, or a desk) counts from when it first applied, a laxer one from the beginning. A message
// taken back before any answer stops the clocks it alone had started. A late import earlier than what is known moves
// the beginning, never an end that was reached. Of what was there before the desk was (Imported), the clocks run from
// that moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "desk/calendar.hpp"
#include "desk/event.hpp"
#include "desk/target.hpp"

namespace chancery::desk {

enum class ClockState : std::uint8_t {
  None,     // nothing started it
  Running,  //
  Waiting,  // the last word is ours
  Met,      //
  Missed,   //
  Ended     // closed without an answer, or merged
};
[[nodiscard]] std::string_view to_string(ClockState state);  // "none", "running", …

struct Clock {
  ClockState state = ClockState::None;
  std::optional<Timestamp> started, stopped;
  Timestamp due = kNever;                         // of Running; and what was due of Met and Missed
  Target target;                                  // the one that counts now
  std::chrono::microseconds spent{0};             // in the target's unit; of Days and Wall: wall time
  std::optional<std::chrono::microseconds> over;  // Missed, or Running past its due: wall time
  friend bool operator==(const Clock&, const Clock&) = default;
};

struct Clocks {
  Clock first_answer, next_answer, resolution;
  Timestamp due = kNever;   // the least of those that run
  Timestamp warn = kNever;  // a quarter of that target before, at least 2 min, at most 1 day, in the desk's hours where
                            // it counts in them
  friend bool operator==(const Clocks&, const Clocks&) = default;
};

// What a desk works by; kept in memory, replaced whole. Answers for every desk, also for one it does not know.
// Thread safety: immutable.
class Calendars {
 public:
  Calendars() = default;
  Calendars(const Calendars&) = delete;
  Calendars& operator=(const Calendars&) = delete;
  virtual ~Calendars() = default;
  [[nodiscard]] virtual const Calendar& calendar(DeskId desk) const = 0;
  [[nodiscard]] virtual std::span<const Shift> shifts(DeskId desk) const = 0;
};

struct Workplace {
  const Calendars& calendars;
  const Targets& targets;
};

// Events in any order. O(events log events + days). The same for every `now` before the next change but for spent and
// over.
[[nodiscard]] Clocks clocks(std::span<const Event> events, const Calendars& calendars, const Targets& targets,
                            Timestamp now);

// What a row keeps of its deadline, so that each is warned of once and told once.
struct Alarms {
  Timestamp due = kNever;
  std::optional<Timestamp> warn;      // none: warned of, or nothing to warn of
  std::optional<Timestamp> breached;  // when it was told
  friend bool operator==(const Alarms&, const Alarms&) = default;
};
// After events or calendars changed: the same deadline keeps what was done about it; one that was told keeps it while
// it still lies before the telling.
[[nodiscard]] Alarms renewed(const Alarms& before, const Clocks& now);

}  // namespace chancery::desk
