-- What watches matched. No author and no address stands here, only keyed hashes of them.
CREATE TABLE heard_post (
  id INTEGER PRIMARY KEY,
  post BLOB NOT NULL UNIQUE,  -- of the post's address
  author BLOB NOT NULL,
  rev TEXT NOT NULL,
  at INTEGER NOT NULL,  -- when it was seen on the network
  stored_at INTEGER NOT NULL,
  network TEXT NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX heard_post_window ON heard_post (at, language, author);
CREATE INDEX heard_post_author ON heard_post (author);
CREATE INDEX heard_post_stored ON heard_post (stored_at);

CREATE TABLE heard_term (
  heard_post INTEGER NOT NULL REFERENCES heard_post (id) ON DELETE CASCADE,
  watch INTEGER NOT NULL,  -- of chancery.db
  terms TEXT NOT NULL,  -- JSON: which of the watch's terms matched
  PRIMARY KEY (heard_post, watch)
) STRICT;

-- Where each source was read to.
CREATE TABLE source_cursor (
  source TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- What was read, by the hour it was taken in: what does not match is kept as these counts alone.
CREATE TABLE intake_hour (
  source TEXT NOT NULL,
  hour INTEGER NOT NULL,  -- its beginning
  events INTEGER NOT NULL,
  bad_lines INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  matched INTEGER NOT NULL,
  PRIMARY KEY (source, hour)
) STRICT;
