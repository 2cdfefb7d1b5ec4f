-- What left its usual range, with the numbers that say why. No text and no author.
CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('burst', 'silence', 'narrative', 'duplicates')),
  watch INTEGER NOT NULL,  -- of chancery.db, whose figures these are; 0: of all together
  value TEXT NOT NULL,  -- country or language of a silence; the words of a narrative
  subject INTEGER NOT NULL,  -- of the first post of a story; when the others began: one alert each
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  n INTEGER,  -- none: fewer than ten people
  expected REAL NOT NULL,
  score REAL NOT NULL,
  reasons TEXT NOT NULL,  -- JSON: [{code, numbers}]
  raised_at INTEGER NOT NULL,
  watches TEXT NOT NULL,  -- " 7 12 ": those that heard it, of chancery.db
  UNIQUE (kind, watch, value, subject)
) STRICT;

CREATE INDEX alert_raised ON alert (raised_at);
