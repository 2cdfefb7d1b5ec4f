-- Keys under which something was published: the same key publishes once.
CREATE TABLE publish_key (
  author TEXT NOT NULL,
  key TEXT NOT NULL,
  note INTEGER NOT NULL REFERENCES note (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (author, key)
) STRICT;

CREATE INDEX publish_key_at ON publish_key (at);
