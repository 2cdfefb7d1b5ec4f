-- What a post on the reading list has beside its text (activity/note_parts.hpp): addresses and descriptions of its
-- pictures and other files, whether they are sensitive.
ALTER TABLE reading ADD COLUMN parts TEXT NOT NULL DEFAULT '';
