-- Missions, their desks, who may do what there, and whose mission an account speaks for.
CREATE TABLE mission (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('capital', 'region', 'embassy', 'consulate', 'permanent')),
  country TEXT NOT NULL,                       -- where it stands
  parent INTEGER REFERENCES mission (id),
  zone TEXT NOT NULL,
  contact TEXT NOT NULL DEFAULT '',            -- its telephone or address, for the public
  closed_at INTEGER
) STRICT;

CREATE TABLE desk (
  id INTEGER PRIMARY KEY,
  mission INTEGER NOT NULL REFERENCES mission (id),
  name TEXT NOT NULL,
  alias TEXT NOT NULL,                         -- what others read in place of its local staff
  front INTEGER NOT NULL DEFAULT 0 CHECK (front IN (0, 1)),
  closed_at INTEGER,
  CHECK (front = 0 OR closed_at IS NULL),
  UNIQUE (mission, name)
) STRICT;
-- At most one: where what fits nowhere goes.
CREATE UNIQUE INDEX desk_front ON desk (front) WHERE front = 1;

-- Mission 0: every one; desk 0: every one of the mission.
CREATE TABLE desk_grant (
  user INTEGER NOT NULL REFERENCES staff_user (id),
  mission INTEGER NOT NULL,
  desk INTEGER NOT NULL,
  action TEXT NOT NULL
    CHECK (action IN ('read', 'read_private', 'work', 'lead', 'clear', 'lines', 'approve_lines', 'manage')),
  PRIMARY KEY (user, mission, desk, action),
  CHECK (desk = 0 OR mission <> 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_grant_of ON desk_grant (mission, desk, action);

CREATE TABLE account_mission (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  mission INTEGER NOT NULL REFERENCES mission (id)
) STRICT;

-- When she ceased to work here: she may not sign in any more; the row stays for the record.
ALTER TABLE staff_user ADD COLUMN ended_at INTEGER;
-- Locally engaged: her name stays at her desks.
ALTER TABLE staff_user ADD COLUMN local INTEGER NOT NULL DEFAULT 0 CHECK (local IN (0, 1));
