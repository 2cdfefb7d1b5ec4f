// What a note of ours said before it was changed: for everyone to read.
#pragma once

#include <string>
#include <vector>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::speak {

struct NoteVersion {
  int version = 1;  // from 1
  Timestamp at;     // when it was sent
  std::string content;
  std::string language;
  activity::NoteParts parts;
};
// Oldest first, the present one last; empty once the note is deleted.
[[nodiscard]] std::vector<NoteVersion> note_history(store::Snapshot& snapshot, activity::NoteId note);

}  // namespace chancery::speak
