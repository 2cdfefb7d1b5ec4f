-- One text to many: each whom it answers gets a note of its own.
CREATE TABLE post_copy (
  post INTEGER NOT NULL REFERENCES post (id),
  parent INTEGER NOT NULL,  -- the note it answers
  note INTEGER,             -- none: still to be sent; 0: could not be answered any more
  PRIMARY KEY (post, parent)
) STRICT, WITHOUT ROWID;

CREATE INDEX post_copy_open ON post_copy (post, parent) WHERE note IS NULL;
CREATE INDEX post_copy_note ON post_copy (note) WHERE note <> 0;
