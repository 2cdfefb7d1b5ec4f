-- Posts of ours under fire, crises, and what is said falsely. Figures and our own words: no stranger is named here.

-- What a post had drawn when it was five, fifteen, sixty minutes old.
CREATE TABLE fire_mark (
  note INTEGER NOT NULL,
  account INTEGER NOT NULL,
  age INTEGER NOT NULL CHECK (age IN (5, 15, 60)),
  at INTEGER NOT NULL,           -- when it was that old
  hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 167),  -- of the week, from Monday 00:00 UTC
  likes INTEGER NOT NULL,
  announces INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  quotes INTEGER NOT NULL,
  aged INTEGER NOT NULL,
  fresh INTEGER NOT NULL,
  texts INTEGER NOT NULL,
  in_target INTEGER NOT NULL,
  copied INTEGER NOT NULL,
  crisis INTEGER NOT NULL,
  official INTEGER NOT NULL,
  evidence TEXT NOT NULL,        -- JSON (answer/fire.hpp)
  PRIMARY KEY (note, age)
) STRICT, WITHOUT ROWID;
CREATE INDEX fire_mark_history ON fire_mark (account, age, at);
CREATE INDEX fire_mark_at ON fire_mark (age, at);

CREATE TABLE fire_alert (
  id INTEGER PRIMARY KEY,
  note INTEGER NOT NULL,
  account INTEGER NOT NULL,
  age INTEGER NOT NULL,          -- minutes
  level TEXT NOT NULL CHECK (level IN ('loud', 'grave', 'official')),
  evidence TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  judged TEXT NOT NULL DEFAULT 'open' CHECK (judged IN ('open', 'useful', 'false_alarm')),
  judged_by INTEGER,
  judged_at INTEGER,
  crisis INTEGER REFERENCES crisis (id),
  UNIQUE (note, level)
) STRICT;
CREATE INDEX fire_alert_at ON fire_alert (raised_at);

CREATE TABLE crisis (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  opened_by INTEGER NOT NULL REFERENCES staff_user (id),
  opened_at INTEGER NOT NULL,
  closed_by INTEGER REFERENCES staff_user (id),
  closed_at INTEGER,
  note INTEGER                   -- the post it began with; none: something else
) STRICT;

-- The log of decisions: only ever grows.
CREATE TABLE crisis_entry (
  id INTEGER PRIMARY KEY,
  crisis INTEGER NOT NULL REFERENCES crisis (id),
  at INTEGER NOT NULL,
  by INTEGER NOT NULL REFERENCES staff_user (id),
  kind TEXT NOT NULL CHECK (kind IN ('decision', 'fact', 'hold', 'line', 'post', 'note')),
  words TEXT NOT NULL,
  subject INTEGER
) STRICT;
CREATE INDEX crisis_entry_of ON crisis_entry (crisis, id);
CREATE TRIGGER crisis_entry_stays BEFORE UPDATE ON crisis_entry BEGIN SELECT RAISE(ABORT, 'the log of a crisis only grows'); END;

CREATE TABLE assertion (
  id INTEGER PRIMARY KEY,
  crisis INTEGER REFERENCES crisis (id),
  said TEXT NOT NULL,
  language TEXT NOT NULL,
  by INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('open', 'false', 'misleading', 'true', 'unknown'))
) STRICT;

-- A text that ten people or more used; no author, no address.
CREATE TABLE assertion_copy (
  id INTEGER PRIMARY KEY,
  assertion INTEGER NOT NULL REFERENCES assertion (id),
  folded TEXT NOT NULL,
  posts INTEGER NOT NULL,
  authors INTEGER NOT NULL CHECK (authors >= 10),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  counted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX assertion_copy_of ON assertion_copy (assertion);

CREATE TABLE assertion_evidence (
  id INTEGER PRIMARY KEY,
  assertion INTEGER NOT NULL REFERENCES assertion (id),
  url TEXT NOT NULL,
  words TEXT NOT NULL,
  by INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX assertion_evidence_of ON assertion_evidence (assertion);

CREATE TABLE correction (
  assertion INTEGER NOT NULL REFERENCES assertion (id),
  version INTEGER NOT NULL,
  language TEXT NOT NULL,
  markdown TEXT NOT NULL,
  at INTEGER NOT NULL,
  by INTEGER NOT NULL REFERENCES staff_user (id),
  post INTEGER,                  -- that says it
  PRIMARY KEY (assertion, version, language)
) STRICT, WITHOUT ROWID;

-- What left before is not measured.
INSERT INTO cursor (consumer, position) SELECT 'fire', coalesce(max(position), 0) FROM event;
