-- How desks work: hours, duty, what they take on, what they promise, and the rules of routing.
CREATE TABLE calendar (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  zone TEXT NOT NULL,
  week TEXT NOT NULL,       -- JSON {"mon": [["08:30", "12:00"], …], …}
  version INTEGER NOT NULL
) STRICT;
-- In place of the week's hours; none: a holiday.
CREATE TABLE calendar_day (
  calendar INTEGER NOT NULL REFERENCES calendar (id),
  day TEXT NOT NULL,        -- '2026-05-17'
  open TEXT NOT NULL,       -- JSON [["10:00", "12:00"]]
  name TEXT NOT NULL,
  PRIMARY KEY (calendar, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift (
  id INTEGER PRIMARY KEY,
  desk INTEGER NOT NULL REFERENCES desk (id),
  user INTEGER NOT NULL REFERENCES staff_user (id),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  CHECK (from_at < to_at)
) STRICT;
CREATE INDEX shift_of ON shift (desk, to_at);

CREATE TABLE desk_work (
  desk INTEGER PRIMARY KEY REFERENCES desk (id),
  calendar INTEGER REFERENCES calendar (id),   -- none: always open
  languages TEXT NOT NULL,                     -- ' ar fr ', ' * '
  countries TEXT NOT NULL,
  topics TEXT NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity >= 0),   -- open conversations; 0: without end
  overflow INTEGER REFERENCES desk (id),
  chain INTEGER REFERENCES chain (id),
  claim_minutes INTEGER NOT NULL DEFAULT 10 CHECK (claim_minutes BETWEEN 2 AND 60)
) STRICT;

-- Desk 0: for every desk that has no row of its own.
CREATE TABLE desk_target (
  desk INTEGER NOT NULL,
  kind TEXT NOT NULL,
  clock TEXT NOT NULL CHECK (clock IN ('first', 'next', 'resolve')),
  amount INTEGER NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('wall', 'covered', 'desk', 'days')),
  PRIMARY KEY (desk, kind, clock)
) STRICT, WITHOUT ROWID;

-- Whole texts, never changed.
CREATE TABLE routing_rules (
  version INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  by INTEGER NOT NULL,
  at INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX routing_rules_active ON routing_rules (active) WHERE active = 1;
