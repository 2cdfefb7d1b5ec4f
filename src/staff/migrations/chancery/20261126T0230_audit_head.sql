-- Signed heads of the audit log: what is kept elsewhere, so that nobody who rewrites all of it goes unnoticed.
CREATE TABLE audit_head (
  sequence INTEGER PRIMARY KEY,   -- of the last entry
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  key TEXT NOT NULL,              -- that signed it: base64
  signature TEXT NOT NULL         -- base64
) STRICT;
-- The records page shows the last of a kind.
CREATE INDEX audit_action ON audit_entry (action, sequence);
