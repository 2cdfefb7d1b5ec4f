-- Who asked not to be listened to: keyed hashes of authors, whose key does not rotate.
CREATE TABLE opt_out (
  author BLOB PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT;

-- Who looked at what, by the hour: never at which words.
CREATE TABLE query_audit (
  hour INTEGER NOT NULL,  -- its beginning
  staff_user INTEGER NOT NULL REFERENCES staff_user (id),
  look TEXT NOT NULL CHECK (look IN ('figures', 'posts', 'search', 'export', 'preview')),
  watch INTEGER NOT NULL,  -- 0: all of them
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  withheld INTEGER NOT NULL,
  PRIMARY KEY (hour, staff_user, look, watch)
) STRICT;
