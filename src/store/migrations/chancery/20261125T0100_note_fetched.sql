-- Notes nobody sent to us: found at their own servers, in conversations we are part of.
ALTER TABLE note ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0 CHECK (fetched IN (0, 1));
DROP INDEX note_received;
CREATE INDEX note_received ON note (id) WHERE actor IS NOT NULL AND fetched = 0;
