// Who waited for whom, and where: what the clocks measure, read from a conversation's events by their own times.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "desk/calendar.hpp"
#include "desk/event.hpp"

namespace chancery::desk {

// She waited for us: from her first message that still stands to our answer or a closing.
struct Wait {
  Timestamp started;
  std::vector<Span> ran;  // apart, ascending; it stands still while closed and while an answer stands; open: to kNever
  std::optional<Timestamp> stopped;  // none: it runs
  bool answered = false;             // stopped by an answer, not by a closing
  bool first = false;                // nobody had answered or closed anything before it
  bool resumed = false;              // an answer was taken back, or a closing was
  int course = 0;                    // counts the times she opened it
};

// Where it lay and what it was about.
struct Regime {
  Timestamp from;
  DeskId desk;
  Matter matter = Matter::Dialogue;
};

struct Waits {
  std::vector<Wait> all;            // ascending; what was taken back before anything ended it is not among them
  std::optional<Wait> first;        // as it was when it first ended: nothing moves it any more
  std::vector<Regime> regimes;      // never empty, ascending; the first reaches back for ever
  std::optional<Timestamp> closed;  // none: it is open
  bool merged = false;              // closed by going into another
  Timestamp imported;               // nothing is asked of us before; 1970: it never was
};

// Events in any order. O(events log events).
[[nodiscard]] Waits waits(std::span<const Event> events);

}  // namespace chancery::desk
