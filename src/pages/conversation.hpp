// A note with all that was said around it: what it answers, and what answers it, as a tree. For pages/ alone.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "activity/note.hpp"
#include "store/store.hpp"

namespace chancery::pages {

inline constexpr std::size_t kMostEarlier = 12;
inline constexpr std::size_t kMostAnswers = 2'000;  // of one conversation, looked at

// What the note answers, and what that answers: the oldest first. Ends where something is not ours to show.
[[nodiscard]] std::vector<activity::Note> earlier_than(store::Snapshot& snapshot, const activity::Note& note);

// One reply in reading order: an answer stands below what it answers, the oldest first.
struct Reply {
  activity::NoteId id;
  std::size_t depth = 0;  // 0 answers the note itself
};
// To a note, or to the parts of a thread in their order. Readable ones alone; what answers an unreadable one stays, one
// step further in.
[[nodiscard]] std::vector<Reply> replies_below(store::Snapshot& snapshot, std::span<const activity::Note> thread);

// The thread this note is a part of: the parts that are there for everybody to read, in order. Of a note that is no
// part of one, itself.
[[nodiscard]] std::vector<activity::Note> thread_around(store::Snapshot& snapshot, const activity::Note& note);

}  // namespace chancery::pages
