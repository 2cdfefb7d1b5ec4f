-- What a note has beside its text (activity/note_parts.hpp), as JSON; empty when it has nothing.
ALTER TABLE note ADD COLUMN parts TEXT NOT NULL DEFAULT '';
