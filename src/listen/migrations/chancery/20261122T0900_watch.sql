-- Saved listening queries. A watch is what its versions say; it runs the one that was approved last.
CREATE TABLE watch (
  id INTEGER PRIMARY KEY,
  owner INTEGER NOT NULL REFERENCES staff_user (id),
  created_at INTEGER NOT NULL,
  approved INTEGER,  -- the number of the version that runs
  pending INTEGER,   -- of the one that is asked for
  suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
  stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)),
  expiry_told INTEGER  -- the expiry of which WatchExpiring was appended
) STRICT;

CREATE TABLE watch_version (
  watch INTEGER NOT NULL REFERENCES watch (id),
  number INTEGER NOT NULL CHECK (number > 0),
  status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'held', 'refused', 'approved', 'replaced')),
  name TEXT NOT NULL CHECK (name <> ''),
  query TEXT NOT NULL CHECK (query <> ''),
  terms TEXT NOT NULL,         -- JSON: the query as plain words and phrases, [] when it is more than that
  held_phrases TEXT NOT NULL,  -- JSON: what resembles a personal name and is in no register
  purpose TEXT NOT NULL CHECK (purpose IN ('public_service', 'crisis_response', 'consular_protection',
                                           'public_diplomacy_evaluation', 'policy_research')),
  legal_basis TEXT NOT NULL CHECK (legal_basis <> ''),
  dpia TEXT NOT NULL,
  country TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  author INTEGER NOT NULL REFERENCES staff_user (id),
  written_at INTEGER NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',  -- 'setup' or 'user:<login>'
  decider INTEGER REFERENCES staff_user (id),
  decided_at INTEGER,
  PRIMARY KEY (watch, number),
  CHECK (expires_at > written_at),
  -- None is approved without somebody to answer for it, and nobody approves her own words.
  CHECK (status <> 'approved' OR decided_by = 'setup' OR decider IS NOT NULL),
  CHECK (decider IS NULL OR decider <> author),
  CHECK (dpia <> '' OR decided_by = 'setup')
) STRICT;

-- The set-up approves one watch, its own.
CREATE UNIQUE INDEX watch_of_setup ON watch_version (decided_by) WHERE decided_by = 'setup';

-- What was done to a watch: only ever added to.
CREATE TABLE watch_change (
  id INTEGER PRIMARY KEY,
  watch INTEGER NOT NULL REFERENCES watch (id),
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  from_status TEXT NOT NULL,
  to_status TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE INDEX watch_change_of ON watch_change (watch, id);
