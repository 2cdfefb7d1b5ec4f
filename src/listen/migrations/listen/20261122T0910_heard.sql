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
  topics TEXT NOT NULL,  -- between spaces: ' climate energy '
  countries TEXT NOT NULL,  -- likewise: ' NO SE '
  sentiment TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX heard_post_at ON heard_post (at, author);
CREATE INDEX heard_post_author ON heard_post (author);
CREATE INDEX heard_post_stored ON heard_post (stored_at);

CREATE TABLE heard_term (
  heard_post INTEGER NOT NULL REFERENCES heard_post (id) ON DELETE CASCADE,
  watch INTEGER NOT NULL,  -- of chancery.db
  terms TEXT NOT NULL,  -- JSON: which of the watch's terms matched
  PRIMARY KEY (heard_post, watch)
) STRICT;

-- Words of what is kept, cut before they are stored, found by heard_post's id.
CREATE VIRTUAL TABLE heard_search USING fts5 (words, content = '', contentless_delete = 1,
                                              tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'");

-- How many posts of how many people an hour (or ten minutes) holds, by watch and one further property.
CREATE TABLE heard_cell (
  watch INTEGER NOT NULL,  -- of chancery.db; 0: all together; -1: the sample of what no watch matched
  dimension INTEGER NOT NULL,  -- listen/cells.hpp
  start INTEGER NOT NULL,
  value TEXT NOT NULL,
  posts INTEGER NOT NULL,
  authors BLOB,  -- a sketch, while the posts are kept
  people INTEGER NOT NULL,  -- once the sketch is gone
  PRIMARY KEY (watch, dimension, start, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX heard_cell_age ON heard_cell (start) WHERE authors IS NOT NULL;

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

-- Stretches of a stream nobody has any more.
CREATE TABLE stream_gap (
  source TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  PRIMARY KEY (source, from_at, to_at)
) STRICT, WITHOUT ROWID;
