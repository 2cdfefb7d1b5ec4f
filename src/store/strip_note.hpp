// Forgetting whose a note was.
#pragma once

#include "activity/note.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Buries a note (store/notes.hpp), and nothing tells any more whose it was or whom it answered: a stranger's loses its
// address as well, for it holds a name; of ours the address stays.
void strip_note(Transaction& tx, activity::NoteId id);

}  // namespace chancery::store
