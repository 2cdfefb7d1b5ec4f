-- A changed profile of an account whose rule wants approval: it waits for a second person.
CREATE TABLE profile_change (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  asked_by INTEGER NOT NULL REFERENCES staff_user (id),
  asked_at INTEGER NOT NULL,
  body TEXT NOT NULL,  -- JSON (speak/profile_changes.hpp)
  avatar INTEGER REFERENCES picture (id),
  header INTEGER REFERENCES picture (id)
) STRICT;
