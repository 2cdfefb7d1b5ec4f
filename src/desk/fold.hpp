// Where a conversation stands, as a fold over its events in the order they were recorded.
//
//   Routed/Moved ─> Queue ──Claimed/Assigned──> Person ──Released/Lapsed/Moved──> Queue
//                     └──Closed/MergedInto──> Closed <──Closed──┘      Closed ──Reopened──> Queue (same desk)
//
// Total: any sequence folds; what makes no sense where it stands changes nothing. What may be appended is asked of
// `may_follow`, which the store asks in the transaction.
#pragma once

#include <optional>
#include <span>

#include "desk/event.hpp"

namespace chancery::desk {

struct Standing {
  Place place = Place::Queue;
  DeskId desk;             // none before the first Routed
  Officer holder;          // set when place is Person
  bool assigned = false;   // given to the holder by name: does not lapse
  std::int64_t token = 0;  // grows by one whenever the conversation changes hands; never falls
  Matter matter = Matter::Dialogue;
  bool matter_by_person = false;  // then no rule changes it
  int urgency = 0;
  bool urgency_by_person = false;
  std::optional<Outcome> outcome;  // set when place is Closed
  bool is_private = false;         // since MadePrivate; of one that began among few the store knows it
  friend bool operator==(const Standing&, const Standing&) = default;
};

void apply(Standing& standing, const Event& event);
[[nodiscard]] Standing fold(std::span<const Event> by_id);

// Whether `next` may be recorded now. Fails with Errc::Conflict when the conversation stands elsewhere meanwhile, and
// with Errc::Invalid when the event lacks what it is about (a desk, a person). Received, Answered and all that moves
// nothing may always follow: what happened is recorded.
[[nodiscard]] Status may_follow(const Standing& standing, const Event& next);

}  // namespace chancery::desk
