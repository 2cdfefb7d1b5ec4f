// Who waited for whom, and where: what the clocks measure, read from a conversation's events by their own times.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "desk/calendar.hpp"
#include "desk/event.hpp"

namespace chancery::desk {

// She waited for us: from her first message that still stands to our answer or a closing. What was merged is waited for
// together from then on, and apart before: an answer is one to what was part of its conversation when it left.
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
  std::vector<Wait> all;  // as they ended, what runs last; what was taken back before anything ended it is not among
                          // them
  std::optional<Wait> first;        // as it was when it first ended: nothing moves it any more
  std::vector<Regime> regimes;      // never empty, ascending; the first reaches back for ever
  std::optional<Timestamp> closed;  // none: it is open
  bool merged = false;              // closed by going into another
  bool answered = false;            // an answer that counts as one stands, and she said nothing since
  Timestamp imported;               // nothing is asked of us before; 1970: it never was
};

// Ascending and apart; of what lies in several of them once.
[[nodiscard]] std::vector<Span> united(std::vector<Span> spans);

// Events in any order. O(events log events).
[[nodiscard]] Waits waits(std::span<const Event> events);

}  // namespace chancery::desk
