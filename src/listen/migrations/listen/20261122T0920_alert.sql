-- What left its usual range, with the numbers that say why. No text and no author.
CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('burst', 'silence', 'narrative', 'duplicates')),
  watch INTEGER NOT NULL,  -- of chancery.db; 0: all together
  value TEXT NOT NULL,  -- country or language of a silence; the words of a narrative
  subject INTEGER NOT NULL,  -- of the first post of a story; when the others began: one alert each
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  n INTEGER,  -- none: fewer than ten people
  expected REAL NOT NULL,
  score REAL NOT NULL,
  reasons TEXT NOT NULL,  -- JSON: [{code, numbers}]
  raised_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'useful', 'false_alarm')),
  judged_by INTEGER NOT NULL,  -- staff_user of chancery.db; 0: nobody yet
  judged_at INTEGER NOT NULL,
  UNIQUE (kind, watch, value, subject)
) STRICT;

CREATE INDEX alert_raised ON alert (raised_at);
