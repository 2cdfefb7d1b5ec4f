-- Which of our notes stand under which hashtag, as written; strangers' are not kept.
CREATE TABLE note_tag (
  tag TEXT NOT NULL,
  note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
  PRIMARY KEY (tag, note)
) STRICT;

CREATE INDEX note_tag_of_note ON note_tag (note);
