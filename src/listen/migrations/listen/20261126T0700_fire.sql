-- Posts of public actors an approved watch names, and how many people reacted to each. Of posts of nobody else.
CREATE TABLE fire_post (
  post BLOB PRIMARY KEY,  -- keyed hash of its address
  public_actor INTEGER NOT NULL,  -- of chancery.db
  watches TEXT NOT NULL,  -- " 7 12 ": those that named the actor, of chancery.db
  at INTEGER NOT NULL,  -- when it was seen on the network
  language TEXT NOT NULL,  -- its own, where that is read at the actor's home; else empty
  countries TEXT NOT NULL,  -- that it names: ' NO SE '
  judged INTEGER NOT NULL DEFAULT 0,  -- the age in minutes up to which it was judged
  level INTEGER NOT NULL DEFAULT 0  -- the highest that was told: trend/fire.hpp
) STRICT;

CREATE INDEX fire_post_actor ON fire_post (public_actor, at);
CREATE INDEX fire_post_at ON fire_post (at);
CREATE INDEX fire_post_open ON fire_post (at) WHERE judged < 60;

-- How many people did what within so many minutes of the post. No text, and nobody by name.
CREATE TABLE fire_bin (
  post BLOB NOT NULL REFERENCES fire_post (post) ON DELETE CASCADE,
  age INTEGER NOT NULL CHECK (age IN (5, 15, 60)),  -- minutes
  kind INTEGER NOT NULL,  -- listen/fire_rows.hpp
  n INTEGER NOT NULL,  -- people, not reactions: who answers ten times is one
  authors BLOB NOT NULL,  -- a sketch, for a day; then empty
  PRIMARY KEY (post, age, kind)
) STRICT, WITHOUT ROWID;

-- Alerts learn a new kind: a table's CHECK cannot be changed where it stands.
CREATE TABLE alert_of_every_kind (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('burst', 'silence', 'narrative', 'duplicates', 'under_fire')),
  watch INTEGER NOT NULL,  -- of chancery.db, whose figures these are; 0: of all together
  value TEXT NOT NULL,  -- country or language of a silence; the level of a fire
  subject INTEGER NOT NULL,  -- of the first post of a story, of the post under fire; when the others began: one alert each
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

INSERT INTO alert_of_every_kind (id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at, watches)
  SELECT id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at, watches FROM alert;
DROP TABLE alert;
ALTER TABLE alert_of_every_kind RENAME TO alert;
CREATE INDEX alert_raised ON alert (raised_at);
