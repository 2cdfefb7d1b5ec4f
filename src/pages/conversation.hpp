// A note with all that was said around it: what it answers, and what answers it, as a tree. For pages/ alone.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "activity/note.hpp"
#include "store/store.hpp"
#include "store/threads.hpp"

namespace chancery::pages {

inline constexpr std::size_t kMostEarlier = 12;
inline constexpr std::size_t kMostAnswers = 2'000;  // of one conversation, looked at

// What the note answers, and what that answers: the oldest first.
struct Earlier {
  std::vector<activity::Note> notes;
  bool more = false;  // the oldest answers something that is not here, or not ours to show
};
[[nodiscard]] Earlier earlier_than(store::Snapshot& snapshot, const activity::Note& note);

// Replies in reading order, to a note or to the parts of a thread in theirs. One that is not for everybody is a hole
// where somebody answered it, else left out.
[[nodiscard]] std::vector<store::ThreadEntry> replies_below(store::Snapshot& snapshot,
                                                            std::span<const activity::Note> thread);

// The thread this note is a part of: the parts that are there for everybody to read, in order. Of a note that is no
// part of one, itself.
[[nodiscard]] std::vector<activity::Note> thread_around(store::Snapshot& snapshot, const activity::Note& note);

}  // namespace chancery::pages
