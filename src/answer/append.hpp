// The one way an event of a conversation is written. Nothing else updates its row.
//
// Asks desk::may_follow, writes the event, folds it into the row, recomputes the clocks where the event can move them,
// raises the revision, tells the log (ConversationChanged) and, for what a person did, the staff audit log. In the
// caller's transaction; ids and codes alone leave it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "desk/clocks.hpp"
#include "desk/fold.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// An event to be: what desk::Event cannot say.
struct Record {
  desk::Event event;       // its id is set here, and its token to what stands after it
  std::int64_t post = 0;   // Drafted … Answered
  std::int64_t other = 0;  // another conversation, an internal note, a Q&A
  std::string code;        // follows the event's own code in `value`: reasons of routing, a flag
  std::string words;       // why, as a person wrote it
  std::string detail;      // Closed: to whom it was referred, or why nothing is said
};

[[nodiscard]] desk::Event event_of(desk::EventKind kind, Timestamp at, activity::NoteId note = {});

// Fails with Errc::NotFound (no such conversation) and as desk::may_follow does.
[[nodiscard]] Result<Conversation> append(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                                          Record record, const Acting& acting);
[[nodiscard]] Result<Conversation> append(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                                          const desk::Event& event, const Acting& acting, std::string_view words = {});

// What a message says beside its event, to be kept in the row with it.
struct Facets {
  std::string language;  // empty: stays as it is
  std::vector<std::string> topics;
  std::vector<std::string> countries;
  std::int64_t flags = 0;  // set, never cleared
};
// Received or Answered, whose message row is written already.
[[nodiscard]] Result<Conversation> append_message(store::Transaction& tx, const desk::Workplace& workplace,
                                                  ConversationId id, Record record, const Facets& facets,
                                                  const Acting& acting);

// A conversation that begins, with what happened to it first, in this order: its row is written once. `facets` are of
// the first. Fails as desk::may_follow does; the program alone begins conversations.
[[nodiscard]] Result<Conversation> begin_conversation(store::Transaction& tx, const desk::Workplace& workplace,
                                                      Conversation conversation, std::span<Record> records,
                                                      const Facets& facets, Timestamp now);

// Where it stands, as the rules see it.
[[nodiscard]] desk::Standing standing_of(const Conversation& conversation);
// The events as the rules see them, in the order of recording.
[[nodiscard]] std::vector<desk::Event> events_of(store::Snapshot& snapshot, ConversationId id);
[[nodiscard]] std::vector<desk::Event> events_of(store::Transaction& tx, ConversationId id);

// Whether an answer of ours that counts as one stands, and she waits for none.
[[nodiscard]] bool is_answered(store::Transaction& tx, ConversationId id);

// Computes the clocks anew, for calendars, shifts or targets changed; nothing happened to the conversation. Gives
// whether the row changed.
bool recompute(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id, Timestamp now);

}  // namespace chancery::answer
