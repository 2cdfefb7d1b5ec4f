// Notes: ours, and what strangers wrote to us.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Inserts a note. Fails with Errc::Conflict when its uri is stored already: receiving is idempotent by uri.
[[nodiscard]] Status insert_note(Transaction& tx, const activity::Note& note);
// Empties the content and marks it deleted: it answers as a Tombstone from now on, which says since when (of ours).
void bury_note(Transaction& tx, activity::NoteId id, Timestamp since = {});
// Its author changed the text, and perhaps to whom it speaks. Does nothing to a deleted note.
struct NoteChange {
  std::string_view content;
  std::string_view language;
  activity::Visibility visibility = activity::Visibility::Public;
  Timestamp updated;
  activity::NoteParts parts;
};
void rewrite_note(Transaction& tx, activity::NoteId id, const NoteChange& change);
// What it has beside its text changed, and its author did not do it: votes were counted.
void put_note_parts(Transaction& tx, activity::NoteId id, const activity::NoteParts& parts);
// The first of these leads the others as one thread: lists show it alone, and the others are no replies.
void put_thread(Transaction& tx, std::span<const activity::NoteId> parts);
// Of how many notes the thread is that this one leads, deleted ones left out; 1: of none.
[[nodiscard]] std::int64_t thread_size(Snapshot& snapshot, activity::NoteId note);
// Its author sent it after all, in answer to that note of ours or none: it counts as received from now on.
void receive_note(Transaction& tx, activity::NoteId id, activity::NoteId in_reply_to);
// Removes the row of a note that was only fetched; nothing else refers to such a one.
void erase_note(Transaction& tx, activity::NoteId id);
// Removes every trace of what a stranger wrote, rows and all: the actor is gone. Returns the ids removed.
std::vector<activity::NoteId> erase_notes_by(Transaction& tx, activity::ActorId actor);
[[nodiscard]] std::optional<activity::Note> note_by_id(Snapshot& snapshot, activity::NoteId id);
[[nodiscard]] std::optional<activity::Note> note_by_id(Transaction& tx, activity::NoteId id);
[[nodiscard]] std::optional<activity::Note> note_by_uri(Snapshot& snapshot, std::string_view uri);
[[nodiscard]] std::optional<activity::Note> note_by_uri(Transaction& tx, std::string_view uri);
// An account's notes before `before` (0: from the newest), newest first, deleted ones left out.
[[nodiscard]] std::vector<activity::Note> notes_of(Snapshot& snapshot, activity::AccountId account,
                                                   activity::NoteId before, std::size_t limit);
// Direct replies to a note after `after` (0: from the oldest), oldest first, deleted ones left out. `only_public`
// leaves out what its author did not address to the public, and what is kept back from it.
[[nodiscard]] std::vector<activity::Note> replies_to(Snapshot& snapshot, activity::NoteId note, bool only_public,
                                                     std::size_t limit, activity::NoteId after = {});
// The same without a word of them.
struct NoteName {
  activity::NoteId id;
  std::string uri;
};
[[nodiscard]] std::vector<NoteName> names_of_replies(Snapshot& snapshot, activity::NoteId note, bool only_public,
                                                     std::size_t limit, activity::NoteId after = {});
// How many direct replies a note has, deleted ones left out. `only_public` as above.
[[nodiscard]] std::int64_t reply_count(Snapshot& snapshot, activity::NoteId note, bool only_public = false);
// How often a note was answered, with what answers the later parts of the thread it leads; those parts are no answers.
[[nodiscard]] std::int64_t answer_count(Snapshot& snapshot, activity::NoteId note, bool only_public = false);
// What strangers wrote to any of our accounts, newest first; not what was only fetched.
[[nodiscard]] std::vector<activity::Note> received_notes(Snapshot& snapshot, activity::NoteId before,
                                                         std::size_t limit);
// Keeps a stranger's note back from public pages, or shows it there.
void screen_note(Transaction& tx, activity::NoteId id, activity::Screening screening);
// The same for all an actor wrote that stands so; gives how many.
std::int64_t screen_notes_by(Transaction& tx, activity::ActorId actor, activity::Screening from,
                             activity::Screening to);
// What stands so (but not Shown), newest first.
[[nodiscard]] std::vector<activity::Note> notes_screened(Snapshot& snapshot, activity::Screening screening,
                                                         activity::NoteId before, std::size_t limit);
struct NoteCounts {
  std::int64_t notes = 0;    // of the account, not deleted, a thread as one
  std::int64_t replies = 0;  // to them, not deleted
};
[[nodiscard]] NoteCounts note_counts(Snapshot& snapshot, activity::AccountId account);

}  // namespace chancery::store
