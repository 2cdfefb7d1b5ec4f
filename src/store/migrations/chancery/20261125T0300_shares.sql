-- Posts that accounts of ours share, and what was last seen of those they share or quote.
CREATE TABLE source_note (
  uri TEXT PRIMARY KEY,
  author TEXT NOT NULL,  -- URI
  author_username TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_url TEXT NOT NULL,
  ours INTEGER NOT NULL CHECK (ours IN (0, 1)),
  content TEXT NOT NULL,  -- HTML, sanitised
  summary TEXT NOT NULL,
  language TEXT NOT NULL,
  url TEXT NOT NULL,
  visibility TEXT NOT NULL,
  published INTEGER NOT NULL,
  share TEXT NOT NULL,  -- what its policy says: given, asked, unsaid, refused
  quote TEXT NOT NULL,
  digest TEXT NOT NULL,
  looked_at INTEGER NOT NULL
) STRICT;

CREATE TABLE share (
  id INTEGER PRIMARY KEY,  -- of its Announce: /activities/ID
  account INTEGER NOT NULL REFERENCES account (id),
  post INTEGER NOT NULL UNIQUE,
  uri TEXT NOT NULL,
  author TEXT NOT NULL,
  digest TEXT NOT NULL,  -- of what was approved
  at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;

CREATE UNIQUE INDEX share_standing ON share (account, uri) WHERE undone_at IS NULL;
CREATE INDEX share_of_account ON share (account, id) WHERE undone_at IS NULL;
CREATE INDEX share_of_uri ON share (uri);
