#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "answer/append.hpp"
#include "answer/backfill.hpp"
#include "answer/rows.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "store/accounts.hpp"
#include "store/jobs.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;

constexpr std::string_view kKind = "answer.backfill";
constexpr std::string_view kFound = "found";  // of its keys; the others: what was sent
constexpr std::size_t kBackfilledNotes = 20;  // notes of one write: it must not keep officers waiting
constexpr std::chrono::minutes kBackfillLease{10};
constexpr std::chrono::minutes kLookAgain{1};

// Those that were sent to us, or those that speak to us and were found.
std::vector<activity::Note> notes_after(store::Snapshot& snapshot, std::int64_t after, bool found) {
  std::vector<activity::NoteId> ids;
  {
    auto query = store::connection(snapshot).query(
        "SELECT id FROM note n WHERE id > ? AND fetched = ? AND deleted = 0 AND (fetched = 0 OR EXISTS (SELECT 1 FROM"
        " note_addressed a WHERE a.note = n.id)) ORDER BY id LIMIT ?");
    query.bind(after, found, static_cast<std::int64_t>(kBackfilledNotes));
    while (query.step()) ids.push_back(query.id<activity::NoteId>(0));
  }
  std::vector<activity::Note> notes;
  for (const auto id : ids) {
    if (auto note = store::note_by_id(snapshot, id)) notes.push_back(std::move(*note));
  }
  return notes;
}

std::vector<ConversationId> imported_after(store::Snapshot& snapshot, std::int64_t after) {
  std::vector<ConversationId> found;
  auto query = store::connection(snapshot).query(
      "SELECT id FROM desk_conversation WHERE id > ? AND flags & 4 AND place = 'queue' ORDER BY id LIMIT ?");
  query.bind(after, static_cast<std::int64_t>(kBackfilledNotes));
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

std::vector<activity::AccountId> accounts_in(store::Transaction& tx) {
  std::vector<activity::AccountId> found;
  auto query = store::connection(tx).query("SELECT id FROM account ORDER BY created_at, id LIMIT 2");
  while (query.step()) found.push_back(query.id<activity::AccountId>(0));
  return found;
}

// Whom of ours it spoke to, of a note that was stored before that was kept: whom it names, else the only account there
// is, else the first, and then nobody can tell.
bool address(store::Transaction& tx, const activity::Note& note, const activity::Addresses& addresses) {
  if (!store::addressed_by(tx, note.id).empty()) return true;
  const bool direct = note.visibility == activity::Visibility::Direct;
  std::vector<store::Addressed> found;
  for (const auto& mention : note.parts.mentions) {
    if (const auto account = addresses.account_in(mention.actor)) {
      found.push_back({*account, direct ? store::AddressedHow::Direct : store::AddressedHow::Mention});
    }
  }
  const auto accounts = found.empty() ? accounts_in(tx) : std::vector<activity::AccountId>{};
  if (found.empty() && accounts.empty()) return true;
  if (found.empty()) found.push_back({accounts.front(), store::AddressedHow::Mention});
  store::put_addressed(tx, note.id, found);
  return accounts.size() <= 1;
}

// One of ours that answers a message is an answer of its time.
Status join_answer(store::Transaction& tx, const Incoming& incoming, const activity::Note& note) {
  if (rows::message_of_note(tx, note.id) || note.in_reply_to.empty()) return {};
  const auto parent = rows::message_by_uri(tx, note.in_reply_to);
  if (!parent) return {};
  rows::insert_message(tx, {.note = note.id,
                            .conversation = parent->conversation,
                            .direction = Direction::Out,
                            .how = How::Reply,
                            .at = note.published,
                            .uri = note.uri,
                            .language = note.language});
  auto event = event_of(EventKind::Answered, note.published);
  event.note = note.id.value;
  const auto now = incoming.store.clock().now();
  auto done = append(tx, incoming.workplaces.now()->workplace(), parent->conversation, event, {nullptr, now});
  return done ? Status{} : fail(done.error());
}

Status sort_note(store::Transaction& tx, const Incoming& incoming, const activity::Note& note, const Said* said) {
  if (!note.actor || said == nullptr) return join_answer(tx, incoming, note);
  if (rows::message_of_note(tx, note.id)) return {};
  const bool sure = address(tx, note, incoming.addresses);
  const auto at = std::min(note.published, note.received);
  if (auto done = receive(tx, incoming, {.note = note, .said = *said, .at = at, .imported = true}); !done) return done;
  const auto message = sure ? std::nullopt : rows::message_of_note(tx, note.id);
  if (!message) return {};
  Record unsorted;
  unsorted.event = event_of(EventKind::Marked, at);
  unsorted.code = to_string(Flag::Unsorted);
  auto marked = append(tx, incoming.workplaces.now()->workplace(), message->conversation, std::move(unsorted),
                       {nullptr, incoming.store.clock().now()});
  return marked ? Status{} : fail(marked.error());
}

// The last word is ours, or nobody answered for so long that nobody will.
Status close_old(store::Transaction& tx, const Incoming& incoming, ConversationId id, Timestamp now) {
  const auto c = rows::conversation(tx, id);
  if (!c || c->place != desk::Place::Queue) return {};
  const bool answered = is_answered(tx, id);
  if (!answered && c->last_in > now - Backfill::kOpenFor) return {};
  Record closed;
  closed.event = event_of(EventKind::Closed, now);
  closed.event.outcome = answered ? desk::Outcome::Answered : desk::Outcome::NoReply;
  closed.code = "before_the_desk";
  closed.detail = "before_the_desk";
  auto done = append(tx, incoming.workplaces.now()->workplace(), id, std::move(closed), {nullptr, now});
  return done ? Status{} : fail(done.error());
}

// A conversation that began with this note, and that nobody had in hands.
Status close_begun(store::Transaction& tx, const Incoming& incoming, activity::NoteId note) {
  const auto message = rows::message_of_note(tx, note);
  const auto c = message ? rows::conversation(tx, message->conversation) : std::nullopt;
  if (!c || !has(c->flags, Flag::Imported) || c->token != 0 || c->messages != 1) return {};
  return close_old(tx, incoming, c->id, incoming.store.clock().now());
}

}  // namespace

struct Backfill::Progress {
  bool found = false;      // what was found, alone
  std::int64_t notes = 0;  // the last one looked at
  std::int64_t closed = 0;
  bool sorted = false;
  bool done = false;
};

Result<std::size_t> Backfill::sort_slice(Progress& progress) {
  const auto notes = incoming_.store.read(
      [&](store::Snapshot& snapshot) { return notes_after(snapshot, progress.notes, progress.found); });
  progress.sorted = notes.size() < kBackfilledNotes;
  progress.done = progress.found && progress.sorted;
  if (notes.empty()) return 0;
  std::vector<Said> said;
  for (const auto& note : notes) said.push_back(note.actor ? reader_.read(note) : Said{});
  progress.notes = notes.back().id.value;
  return incoming_.store
      .write(store::Lane::Bulk,
             [&](store::Transaction& tx) -> Result<std::size_t> {
               for (std::size_t i = 0; i < notes.size(); ++i) {
                 const auto* words = notes[i].actor ? &said[i] : nullptr;
                 if (auto done = sort_note(tx, incoming_, notes[i], words); !done) return fail(done.error());
                 if (!progress.found) continue;
                 if (auto done = close_begun(tx, incoming_, notes[i].id); !done) return fail(done.error());
               }
               return notes.size();
             })
      .get();
}

Status Backfill::close_slice(Progress& progress) {
  const auto found =
      incoming_.store.read([&](store::Snapshot& snapshot) { return imported_after(snapshot, progress.closed); });
  progress.done = found.size() < kBackfilledNotes;
  if (found.empty()) return {};
  progress.closed = found.back().value;
  return incoming_.store
      .write(store::Lane::Bulk,
             [&](store::Transaction& tx) -> Status {
               const auto now = incoming_.store.clock().now();
               for (const auto id : found) {
                 if (auto done = close_old(tx, incoming_, id, now); !done) return done;
               }
               return {};
             })
      .get();
}

Status Backfill::keep(std::int64_t job, const Progress& progress) {
  return incoming_.store.write_now([&](store::Transaction& tx) -> Status {
    if (progress.done) {
      store::finish(tx, job);
    } else {
      store::retry(tx, job, incoming_.store.clock().now() + kLookAgain);
    }
    return {};
  });
}

Result<std::size_t> Backfill::work(const std::stop_token& stop) {
  auto leased = incoming_.store.write_now([&](store::Transaction& tx) -> Result<std::vector<store::Job>> {
    return store::lease_due(tx, kKind, incoming_.store.clock().now(), kBackfillLease, 1);
  });
  if (!leased) return fail(leased.error());
  if (leased->empty()) return 0;
  Progress progress{.found = leased->front().key == kFound};
  std::size_t made = 0;
  Status status;
  while (!stop.stop_requested() && !progress.done && status) {
    if (progress.sorted) {
      status = close_slice(progress);
      continue;
    }
    const auto sorted = sort_slice(progress);
    if (!sorted) status = fail(sorted.error());
    made += sorted.value_or(0);
  }
  if (auto kept = keep(leased->front().id, progress); !kept) return fail(kept.error());
  if (!status) return fail(status.error());
  return made;
}

void Backfill::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    const auto made = work(stop);
    if (!made) log::warn("answer", "what was there before the desk is not sorted yet: {}", made.error().detail);
    if (made && *made > 0) log::info("answer", "sorted {} notes that were there before the desk", *made);
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kLookAgain, [] { return false; });
  }
}

}  // namespace chancery::answer
