// What strangers did with our notes: counted, never listed.
//
// To count each person once and let her take it back, who it was is kept as a digest under a random key of that note.
// The digests of one person under two notes have nothing in common; a poll's are erased when it ends, all of a note
// when it is deleted.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string_view>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class Reaction { Like, Announce };

struct ReactionCounts {
  std::int64_t likes = 0;
  std::int64_t announces = 0;
};

// Each gives whether it changed something.
bool add_reaction(store::Transaction& tx, activity::NoteId note, Reaction kind, std::string_view actor);
bool remove_reaction(store::Transaction& tx, activity::NoteId note, Reaction kind, std::string_view actor);
[[nodiscard]] ReactionCounts reaction_counts(store::Snapshot& snapshot, activity::NoteId note);
// Of a note that was deleted.
void forget_reactions(store::Transaction& tx, activity::NoteId note);

// A vote for one option, by its name as the poll wrote it. Counted in the note's own parts. False, and nothing is done,
// when there is no such poll or option, it has ended, or this actor chose it before, or anything before where one
// choice is allowed.
bool cast_vote(store::Transaction& tx, activity::NoteId note, std::string_view option, std::string_view actor,
               Timestamp now);
// The poll is to be told of when it ends, and at most this often until then. One whose options were changed, so that
// nobody has voted yet, begins anew.
inline constexpr std::chrono::minutes kPollRounds{5};
void watch_poll(store::Transaction& tx, activity::NoteId note, const activity::Question& question, Timestamp now);
// Appends PollCounted for each poll others are to be told of now, at most `limit`; forgets who voted where it ended.
// Returns how many.
std::size_t tell_polls(store::Transaction& tx, Timestamp now, std::size_t limit = 100);
// The same once a minute until stopped. For a named thread of cli.
void tell_polls(store::Store& store, const std::stop_token& stop);

}  // namespace chancery::activitypub
