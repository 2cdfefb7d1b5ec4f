#include "answer/intake.hpp"

#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "answer/append.hpp"
#include "answer/conversations.hpp"
#include "answer/holds.hpp"
#include "answer/near.hpp"
#include "answer/placing.hpp"
#include "answer/replies.hpp"
#include "answer/rows.hpp"
#include "answer/search.hpp"
#include "answer/visibility.hpp"
#include "base/json.hpp"
#include "store/jobs.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;
namespace events = activity::events;

// Her account is no more: nobody is left to answer, and nothing tells who she was.
Status forget_person(store::Transaction& tx, const desk::Workplace& workplace, PersonId person, IdSource& ids,
                     Timestamp at) {
  keep_hold_of(tx, person, ids, at);
  for (const auto id : rows::conversations_of(tx, person)) {
    Record gone;
    gone.event = event_of(EventKind::Marked, at);
    gone.code = to_string(Flag::Gone);
    if (auto done = append(tx, workplace, id, std::move(gone), {nullptr, at}); !done) return fail(done.error());
  }
  rows::delete_person(tx, person);
  return {};
}

Status mark_conversation(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id, bool set,
                         Timestamp at) {
  Record marked;
  marked.event = event_of(EventKind::Marked, at);
  marked.code = (set ? "" : "-") + std::string(to_string(Flag::Quarantined));
  auto done = append(tx, workplace, id, std::move(marked), {nullptr, at});
  return done ? Status{} : fail(done.error());
}

}  // namespace

// What the last write did not come to was read already, and stays as it was read.
void Intake::prepare(std::span<const store::Event> batch) {
  std::map<activity::NoteId, Said> before;
  prepared_.swap(before);
  std::vector<activity::NoteId> wanted;
  for (const auto& event : batch) {
    const bool received = event.type == events::kNoteReceived;
    if (!received && event.type != events::kNoteChanged) continue;
    const activity::NoteId id{json::integer(event.facts, "note").value_or(0)};
    auto read = received ? before.extract(id) : std::map<activity::NoteId, Said>::node_type{};
    if (read) {
      prepared_.insert(std::move(read));
    } else {
      wanted.push_back(id);
    }
  }
  if (wanted.empty()) return;
  incoming_.store.read([&](store::Snapshot& snapshot) {
    for (const auto id : wanted) {
      if (const auto note = store::note_by_id(snapshot, id)) prepared_.insert_or_assign(id, reader_.read(*note));
    }
  });
}

// One that was not prepared is read here: it came to be tried alone after a failure.
const Said& Intake::said_of(const activity::Note& note) {
  const auto at = prepared_.find(note.id);
  if (at != prepared_.end()) return at->second;
  return prepared_.emplace(note.id, reader_.read(note)).first->second;
}

Status Intake::handle(store::Transaction& tx, const store::Event& event) {
  const activity::NoteId note{json::integer(event.facts, "note").value_or(0)};
  if (event.type == events::kNoteReceived || event.type == events::kNoteFound) return received(tx, note);
  if (event.type == events::kNoteChanged) return rewritten(tx, note);
  if (event.type == events::kNoteWithdrawn) return withdrawn(tx, note, event.at, event.facts.contains("found"));
  if (event.type == events::kNoteDeleted) {
    return taken_back(tx, incoming_.workplaces.now()->workplace(), note, event.at);
  }
  if (event.type == events::kNoteScreened) {
    return screened(tx, note, activity::ActorId{json::integer(event.facts, "actor").value_or(0)}, event.at);
  }
  if (event.type == events::kConversationChanged && event.facts.contains("from_desk")) {
    mark_anew(tx, ConversationId{json::integer(event.facts, "conversation").value_or(0)});
  }
  return {};
}

Status Intake::received(store::Transaction& tx, activity::NoteId id) {
  const auto note = store::note_by_id(tx, id);
  if (!note || !note->actor || store::addressed_by(tx, id).empty()) return {};
  const auto done = receive(tx, incoming_, {.note = *note, .said = said_of(*note), .at = note->received});
  // Taken back before it was read here: what she said is gone, that she wrote is not.
  if (done && note->deleted) return withdrawn(tx, id, incoming_.store.clock().now(), true);
  if (done || done.error().code != Errc::Unavailable) return done;
  store::schedule(tx, "answer.backfill", "notes", incoming_.store.clock().now());
  return {};
}

Status Intake::rewritten(store::Transaction& tx, activity::NoteId id) {
  const auto note = store::note_by_id(tx, id);
  auto message = rows::message_of_note(tx, id);
  if (!note || note->deleted || !message || !message->stands()) return {};
  const auto& said = said_of(*note);
  message->language = said.language;
  message->topics = said.topics;
  message->countries = said.countries;
  message->urgency = said.found.urgency;
  message->words = said.classes;
  message->state = MessageState::Rewritten;
  rows::put_message_facets(tx, *message);
  rows::put_message_state(tx, id, MessageState::Rewritten);
  const auto works = incoming_.workplaces.now();
  const auto at = std::clamp(note->updated, note->received, incoming_.store.clock().now());
  auto c = append(tx, works->workplace(), message->conversation, event_of(EventKind::Rewritten, at, id),
                  {nullptr, incoming_.store.clock().now()});
  if (!c) return fail(c.error());
  if (said_to_few(*note) && !c->is_private) {
    c = append(tx, works->workplace(), c->id, event_of(EventKind::MadePrivate, at), {nullptr, at});
    if (!c) return fail(c.error());
    forget_answered(tx, c->id);
    mark_anew(tx, c->id);
    c = release_unread(tx, works->workplace(), *c, incoming_.store.clock().now());
    if (!c) return fail(c.error());
  }
  tell_of_more(tx, *c, at);
  if (!c->deidentified_at) index_message(tx, *c, *message, said.words);
  return c->place == desk::Place::Closed ? Status{} : raise_by_words(tx, works->workplace(), *c, said.found, at);
}

Status Intake::withdrawn(store::Transaction& tx, activity::NoteId id, Timestamp at, bool alone) {
  const auto message = rows::message_of_note(tx, id);
  if (!message || message->state == MessageState::Erased) return {};
  const bool erased = !store::note_by_id(tx, id);
  rows::put_message_state(tx, id, erased ? MessageState::Erased : MessageState::Withdrawn);
  forget_words(tx, id);
  const auto works = incoming_.workplaces.now();
  if (message->stands()) {
    auto c =
        append(tx, works->workplace(), message->conversation, event_of(EventKind::Withdrawn, at, id), {nullptr, at});
    if (!c) return fail(c.error());
  }
  if (!erased || alone) return {};
  const auto c = rows::conversation(tx, message->conversation);
  return c && c->person ? forget_person(tx, works->workplace(), c->person, incoming_.store.ids(), at) : Status{};
}

// Staff show or hide what she wrote, one note of it or all.
Status Intake::screened(store::Transaction& tx, activity::NoteId id, activity::ActorId actor, Timestamp at) {
  const auto works = incoming_.workplaces.now();
  const auto hidden = [](const activity::Note& note) {
    return note.screening == activity::Screening::Quarantined || note.screening == activity::Screening::Hidden;
  };
  if (id) {
    const auto note = store::note_by_id(tx, id);
    const auto message = note ? rows::message_of_note(tx, id) : std::nullopt;
    return message ? mark_conversation(tx, works->workplace(), message->conversation, hidden(*note), at) : Status{};
  }
  for (const auto conversation : rows::conversations_of_actor(tx, actor.value)) {
    const auto last = last_standing(tx, conversation);
    const auto note = last ? store::note_by_id(tx, last) : std::nullopt;
    if (!note) continue;
    if (auto done = mark_conversation(tx, works->workplace(), conversation, hidden(*note), at); !done) return done;
  }
  return {};
}

}  // namespace chancery::answer
