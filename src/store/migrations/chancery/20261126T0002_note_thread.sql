-- Of a later part of a thread of ours: the note that leads it, the first that is left. Lists show that one alone.
ALTER TABLE note ADD COLUMN thread INTEGER;
CREATE INDEX note_thread ON note (thread) WHERE thread IS NOT NULL;
