-- Clearance before approval: a draft's digest goes from desk to desk.
CREATE TABLE chain (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  steps TEXT NOT NULL,     -- JSON [{desk, amount, unit, silence: "consent" | "escalate", to}]
  version INTEGER NOT NULL,
  rule TEXT NOT NULL       -- the silence rule in words; '' only where no step takes silence for consent
) STRICT;

CREATE TABLE clearance (
  post INTEGER NOT NULL,
  digest TEXT NOT NULL,
  step INTEGER NOT NULL,
  chain INTEGER NOT NULL,
  chain_version INTEGER NOT NULL,
  desk INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  due_at INTEGER,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'cleared', 'objected', 'silent', 'escalated', 'void')),
  by INTEGER,
  at INTEGER,
  words TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (post, digest, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX clearance_due ON clearance (due_at) WHERE state = 'waiting';
CREATE INDEX clearance_desk ON clearance (desk, asked_at) WHERE state = 'waiting';
