// The order in which a conversation is read: an answer stands below what it answers, the oldest first.
#pragma once

#include <cstddef>
#include <vector>

#include "activity/note.hpp"
#include "store/public_notes.hpp"
#include "store/store.hpp"

namespace chancery::store {

struct ThreadEntry {
  activity::NoteId id;
  std::size_t depth = 0;  // 0 answers the note itself
  bool readable = false;  // by everybody
  bool deleted = false;
};
// Of at most `limit` notes below this one, each once, whatever strangers claim to answer.
[[nodiscard]] std::vector<ThreadEntry> thread_below(Snapshot& snapshot, const activity::Note& note, std::size_t limit);
// Without those that `shown` is false of, unless something shown follows below them: then they stand as holes.
template <class Shown>
[[nodiscard]] std::vector<ThreadEntry> with_holes(std::vector<ThreadEntry> thread, Shown shown) {
  std::vector<ThreadEntry> kept;  // the last one first
  for (auto entry = thread.rbegin(); entry != thread.rend(); ++entry) {
    const bool bears = !kept.empty() && kept.back().depth > entry->depth;
    if (bears || shown(*entry)) kept.push_back(*entry);
  }
  return {kept.rbegin(), kept.rend()};
}

}  // namespace chancery::store
