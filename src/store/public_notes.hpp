// What everyone may read of what is ours: for pages and feeds. Deleted notes are left out, and so is what is not
// addressed to the public; "unlisted" notes stand on their account's page alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Of notes ordered by their ids: those before `before`, or the nearest after `after`; none: the newest.
struct NoteRange {
  activity::NoteId before;
  activity::NoteId after;
  std::size_t limit = 30;
  bool every_part = false;  // of threads, not the first alone
};

// Newest first, all three.
[[nodiscard]] std::vector<activity::Note> public_notes_of(Snapshot& snapshot, activity::AccountId account,
                                                          const NoteRange& range);
[[nodiscard]] std::vector<activity::Note> public_notes(Snapshot& snapshot, const NoteRange& range);
// How many of an account everyone may read.
[[nodiscard]] std::int64_t public_note_count(Snapshot& snapshot, activity::AccountId account);
// Under any of these hashtags, as written; a thread by its first part, whichever of them has it.
[[nodiscard]] std::vector<activity::Note> public_notes_tagged(Snapshot& snapshot, const std::vector<std::string>& tags,
                                                              const NoteRange& range);
// Every hashtag of ours as written, at most `limit`. Costs a look into the index for each.
[[nodiscard]] std::vector<std::string> all_tags(Snapshot& snapshot, std::size_t limit);

// Where a note stands in the conversation below another.
struct Answer {
  activity::NoteId id;
  std::string uri;
  std::string in_reply_to;  // URI
  Timestamp at;             // when it came; of ours, and of what nobody sent us, when it was said
  bool readable = false;    // public, and not deleted
  bool deleted = false;
};
// All that answers the note of that uri, and what answers those; the nearest first, at most `limit`. What is not
// readable stands there too: others may have answered it.
[[nodiscard]] std::vector<Answer> answers_below(Snapshot& snapshot, std::string_view uri, std::size_t limit);

}  // namespace chancery::store
