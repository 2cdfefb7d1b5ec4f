-- The notes of a thread's parts after the first, whose note stands in post.note.
CREATE TABLE post_part (
  post INTEGER NOT NULL REFERENCES post (id),
  part INTEGER NOT NULL CHECK (part > 0),
  note INTEGER NOT NULL REFERENCES note (id),
  PRIMARY KEY (post, part)
) STRICT;

CREATE UNIQUE INDEX post_part_note ON post_part (note);
