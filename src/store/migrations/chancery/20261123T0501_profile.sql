-- What an account says about itself (activity/profile.hpp), as JSON; and the notes it pinned.
CREATE TABLE account_profile (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  profile TEXT NOT NULL
) STRICT;

CREATE TABLE pin (
  account INTEGER NOT NULL REFERENCES account (id),
  note INTEGER NOT NULL REFERENCES note (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (account, note)
) STRICT;
