#include "answer/correspondents.hpp"

#include <fmt/format.h>

#include "activity/events.hpp"
#include "answer/append.hpp"
#include "answer/export_lines.hpp"
#include "answer/holds.hpp"
#include "answer/retention_rows.hpp"
#include "answer/rows.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/strip_note.hpp"

namespace chancery::answer {
namespace {

// What she said to everybody; pages and lists hear of it as if she had taken it back herself.
void strip_public_notes(store::Transaction& tx, ConversationId id) {
  for (const auto& message : rows::messages(tx, id)) {
    const auto note = message.direction == Direction::In ? store::note_by_id(tx, message.note) : std::nullopt;
    if (!note || note->deleted) continue;
    store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", note->id.value}, {"actor", note->actor.value}});
    store::strip_note(tx, note->id);
    rows::put_message_erased(tx, note->id);
  }
}

Status close_it(store::Transaction& tx, const Conversation& c, const Forgetting& how) {
  if (c.place == desk::Place::Closed) return {};
  Record record{.event = event_of(desk::EventKind::Closed, how.acting.now)};
  record.event.outcome = desk::Outcome::NoReply;
  record.words = how.reason;
  const auto closed = append(tx, how.workplace, c.id, std::move(record), how.acting);
  return closed ? Status{} : fail(closed.error());
}

}  // namespace

json::Object correspondence(store::Snapshot& snapshot, ConversationId id) {
  const auto c = rows::conversation(snapshot, id);
  return c ? export_object(snapshot, export_names(snapshot), *c) : json::Object{};
}

Status check_not_held(store::Transaction& tx, PersonId person) {
  for (const auto id : rows::conversations_of(tx, person)) {
    const auto c = rows::conversation(tx, id);
    const auto hold = c ? hold_on(tx, *c) : std::nullopt;
    if (!hold) continue;
    return fail(Errc::Conflict, "a legal hold stands",
                fmt::format("A legal hold keeps this correspondence: {} Lift it first.", hold->reason));
  }
  return {};
}

Result<std::size_t> forget_correspondence(store::Transaction& tx, PersonId person, const Forgetting& how,
                                          std::size_t limit) {
  if (auto free = check_not_held(tx, person); !free) return fail(free.error());
  std::size_t forgotten = 0;
  for (const auto id : rows::conversations_of(tx, person)) {
    if (forgotten == limit) break;
    const auto c = rows::conversation(tx, id);
    if (!c || c->deidentified_at) continue;
    strip_public_notes(tx, id);
    if (auto closed = close_it(tx, *c, how); !closed) return fail(closed.error());
    if (auto gone = deidentify(tx, how.workplace, *c, how.acting.now, how.erase_post); !gone) return fail(gone.error());
    ++forgotten;
  }
  return forgotten;
}

}  // namespace chancery::answer
