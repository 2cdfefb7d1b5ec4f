-- The log, its readers, and work to be done at a time. Times are integer microseconds, UTC.
CREATE TABLE event (
  position INTEGER PRIMARY KEY,  -- order of commit, without gaps
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  facts TEXT NOT NULL  -- JSON
) STRICT;

CREATE TABLE cursor (
  consumer TEXT PRIMARY KEY,
  position INTEGER NOT NULL  -- of the last event handled
) STRICT;

CREATE TABLE parked_event (
  consumer TEXT NOT NULL,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  facts TEXT NOT NULL,
  error TEXT NOT NULL,
  parked_at INTEGER NOT NULL,
  PRIMARY KEY (consumer, position)
) STRICT;

CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,  -- JSON
  run_at INTEGER NOT NULL,
  lease_until INTEGER,  -- on the steady clock of the process that holds the lease
  attempts INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, key)
) STRICT;

CREATE INDEX job_due ON job (kind, run_at);
