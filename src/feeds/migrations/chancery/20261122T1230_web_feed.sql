-- Feeds of public institutions, read from time to time, and which of their entries were given on already.
CREATE TABLE web_feed (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE CHECK (url <> ''),  -- as registered: the feed's name for ever
  address TEXT NOT NULL CHECK (address <> ''),  -- where it is now: a permanent redirect moves it
  title TEXT NOT NULL,
  actor INTEGER,  -- of the register of public actors; NULL while it is in none
  added_by TEXT NOT NULL CHECK (added_by <> ''),  -- as in the audit log
  added_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'gone')),
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  poll_interval INTEGER NOT NULL CHECK (poll_interval > 0),  -- seconds
  next_poll_at INTEGER NOT NULL,
  last_poll_at INTEGER,
  last_success_at INTEGER,
  failures INTEGER NOT NULL,  -- in a row
  last_status INTEGER NOT NULL,  -- of HTTP; 0: no answer
  last_error TEXT NOT NULL,  -- fit for a reader
  last_note TEXT NOT NULL,  -- what was wrong with the document that was read all the same
  entries_seen INTEGER NOT NULL
) STRICT;

CREATE INDEX web_feed_due ON web_feed (next_poll_at) WHERE state = 'active';

CREATE TABLE web_feed_entry (
  feed INTEGER NOT NULL REFERENCES web_feed (id) ON DELETE CASCADE,
  entry_hash TEXT NOT NULL,
  rev_hash TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (feed, entry_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX web_feed_entry_age ON web_feed_entry (feed, seen_at);
