// Where a conversation lies, and how it ends: what people decide about it beside answering.
//
// Every function runs in the caller's transaction, writes its event by append.hpp (which tells the log and the audit
// log), and fails with Errc::NotFound where she may not read it, Forbidden without the right at its desk, Conflict when
// it stands elsewhere meanwhile, Invalid with the field's name. A conversation that somebody else has is hers: only who
// has it, or who holds `lead`, closes, classifies or moves it.
#pragma once

#include <string>
#include <string_view>

#include "answer/conversation.hpp"
#include "answer/sorting.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::answer {

inline constexpr std::size_t kMaxReason = 500;  // characters

// A person's step.
struct Step {
  store::Transaction& tx;
  const desk::Workplace& workplace;
  const staff::User& by;
  Timestamp now;
};

[[nodiscard]] Acting acting_of(const Step& step);

// Lead: to another desk, where it waits in the queue.
[[nodiscard]] Result<Conversation> move(const Step& step, ConversationId id, DeskId desk, std::string_view reason);
// Lead: to somebody who works at its desk; it does not lapse.
[[nodiscard]] Result<Conversation> assign(const Step& step, ConversationId id, staff::UserId user);
// Lead: all of it becomes part of another conversation of the same person, account and privacy, which is given back.
[[nodiscard]] Result<Conversation> merge(const Step& step, ConversationId id, ConversationId into,
                                         std::string_view reason);
// Work: what it is about. No rule changes it any more.
[[nodiscard]] Result<Conversation> classify(const Step& step, ConversationId id, desk::Matter matter);
// Work: 0 to 3. What a person said before is changed by herself, or by who holds `lead`.
[[nodiscard]] Result<Conversation> set_urgency(const Step& step, ConversationId id, int urgency,
                                               std::string_view reason);
struct Ending {
  desk::Outcome outcome = desk::Outcome::NoReply;  // all but Merged
  std::string to;                                  // of Referred: to whom
  std::string reason;                              // of Noted and NoReply it must be said
};
// Work. Answered only where an answer of ours stands, and she said nothing since. A reply that waits is recalled first.
[[nodiscard]] Result<Conversation> close(const Step& step, ConversationId id, const Ending& ending);
// Work: to the queue of its desk; where that was closed, to the one `sorter` finds for what she last said.
[[nodiscard]] Result<Conversation> reopen(const Step& step, ConversationId id, std::string_view reason, Sorter& sorter);

// Whether a reply of it waits for clearance, approval or its departure.
[[nodiscard]] bool waits(store::Transaction& tx, ConversationId id);
[[nodiscard]] bool waits(store::Snapshot& snapshot, ConversationId id);

// Back to its desk's queue, where who has it may not read it any more, as when it turned private; her draft stays with
// it.
[[nodiscard]] Result<Conversation> release_unread(store::Transaction& tx, const desk::Workplace& workplace,
                                                  const Conversation& conversation, Timestamp now);

}  // namespace chancery::answer
