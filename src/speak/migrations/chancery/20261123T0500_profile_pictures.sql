-- Pictures the profiles of accounts show.
CREATE TABLE profile_picture (
  account INTEGER NOT NULL REFERENCES account (id),
  part TEXT NOT NULL CHECK (part IN ('avatar', 'header')),
  picture INTEGER NOT NULL REFERENCES picture (id),
  PRIMARY KEY (account, part)
) STRICT;

CREATE INDEX profile_picture_of ON profile_picture (picture);
