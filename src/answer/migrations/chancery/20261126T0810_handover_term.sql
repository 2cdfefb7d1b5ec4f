-- Handover notes have a term of their own: how long after they were written.
CREATE TABLE retention_class_with_handovers (
  name TEXT PRIMARY KEY CHECK (name IN ('direct', 'public', 'note', 'handover')),
  days INTEGER NOT NULL CHECK (days >= 30),  -- after the last message; of a handover, after it was written
  what TEXT NOT NULL,
  looked_at INTEGER,                         -- when the last pass over all of it ended,
  held INTEGER NOT NULL DEFAULT 0            -- and how many a hold kept then
) STRICT;
INSERT INTO retention_class_with_handovers SELECT name, days, what, looked_at, held FROM retention_class;
INSERT INTO retention_class_with_handovers (name, days, what) VALUES
  ('handover', 365, 'notes at the end of a shift: all of them; that one was written and read stands in the audit log');
DROP TABLE retention_class;
ALTER TABLE retention_class_with_handovers RENAME TO retention_class;
