-- Approved wording ("lines to take"): for each language one text stands at a time; whoever wrote it never approved it.
CREATE TABLE line (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mission INTEGER NOT NULL,   -- 0: every one
  desk INTEGER NOT NULL,      -- 0: every one of the mission
  topics TEXT NOT NULL,       -- between spaces
  purpose TEXT NOT NULL CHECK (purpose IN ('answer', 'private_matter', 'holding')),
  owner INTEGER NOT NULL REFERENCES staff_user (id),
  retired_at INTEGER
) STRICT;

CREATE TABLE line_version (
  line INTEGER NOT NULL REFERENCES line (id),
  language TEXT NOT NULL,
  version INTEGER NOT NULL,
  markdown TEXT NOT NULL,
  digest TEXT NOT NULL,
  written_by INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'replaced', 'withdrawn')),
  approved_by INTEGER,
  approved_at INTEGER,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (line, language, version),
  CHECK (approved_by IS NULL OR approved_by <> written_by),
  CHECK (status NOT IN ('approved', 'replaced') OR approved_by IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX line_version_current ON line_version (line, language) WHERE status = 'approved';
CREATE INDEX line_version_expiry ON line_version (expires_at) WHERE status = 'approved';
