// What happened to a conversation, one fact at a time, never changed. Everything else about it is computed from these.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "desk/ids.hpp"

namespace chancery::desk {

// What a conversation is about: it chooses the targets.
enum class Matter : std::uint8_t { Life, Consular, Question, Dialogue };  // "life", "consular", "question", "dialogue"
enum class Place : std::uint8_t { Queue, Person, Closed };                // "queue", "person", "closed"
enum class Outcome : std::uint8_t { Answered, Referred, Noted, NoReply, Merged };  // "answered", … "no_reply", "merged"

enum class EventKind : std::uint8_t {
  Received,   // of the person: a message,
  Rewritten,  // changed,
  Withdrawn,  // taken back (note)
  Answered,   // of ours: a note left (note, post, token),
  TakenBack,  // or was deleted
  Routed,     // to a desk by the rules,
  Moved,      // or by a person
  Claimed,    // who has it (user, token)
  Released,
  Lapsed,
  TakenOver,
  Assigned,
  Drafted,  // of the reply (post); no clock stops
  Submitted,
  Returned,
  Recalled,
  Noted,        // an internal note (other: its id)
  Classified,   // another matter; by a person when `user` is set, and then no rule changes it
  Urgency,      // 0 to 3
  Marked,       // a flag
  MadePrivate,  // an edit narrowed its audience, or it was moved to the confidential channel
  JoinedQa,     // other: the Q&A
  LeftQa,
  MergedIn,    // another conversation became part of this one; what happened in it came along, each at its own time
  MergedInto,  // ends this one, with the outcome Merged
  Closed,
  Reopened,
  Held,  // a legal hold, and its end
  Lifted,
  Deidentified,
  Imported,  // was there before the desk was
};

struct Event {
  std::int64_t id = 0;  // order of recording
  Timestamp at;         // when it happened; may lie before what was recorded earlier (late imports)
  EventKind kind = EventKind::Noted;
  DeskId desk;   // Routed, Moved
  Officer user;  // Claimed, TakenOver, Assigned; Released and Lapsed: whose it was; Urgency and Classified: the person
                 // who said so
  std::int64_t token = 0;
  std::int64_t note = 0;               // Received, Rewritten, Withdrawn; Answered, TakenBack
  Matter matter = Matter::Dialogue;    // Routed, Classified
  Outcome outcome = Outcome::NoReply;  // Closed
  int urgency = 0;                     // Routed; Urgency: by a person when `user` is set, and then no rule changes it
  bool counts_as_answer = true;        // Answered: false for a neutral hand-over and a holding line
  std::int64_t strand = 0;  // the conversation it happened in, of one that was merged into this; 0: this one. It moves
                            // nothing here: not where this one stands
  std::int64_t merged = 0;  // MergedIn: which conversation
  friend bool operator==(const Event&, const Event&) = default;
};

[[nodiscard]] std::string_view to_string(EventKind kind);  // "received", "taken_over"
[[nodiscard]] std::string_view to_string(Matter matter);
[[nodiscard]] std::string_view to_string(Place place);
[[nodiscard]] std::string_view to_string(Outcome outcome);
// Each fails with Errc::Invalid; the hint lists the words.
[[nodiscard]] Result<EventKind> parse_event_kind(std::string_view text);
[[nodiscard]] Result<Matter> parse_matter(std::string_view text);
[[nodiscard]] Result<Place> parse_place(std::string_view text);
[[nodiscard]] Result<Outcome> parse_outcome(std::string_view text);

}  // namespace chancery::desk
