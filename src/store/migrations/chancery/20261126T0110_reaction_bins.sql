-- Reactions by the minute in which they arrived, since the note left and for a day; nobody is named.
CREATE TABLE reaction_bin (
  note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
  minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
  kind TEXT NOT NULL CHECK (kind IN ('like', 'announce', 'reply', 'quote')),
  n INTEGER NOT NULL,
  fresh INTEGER NOT NULL,        -- of accounts made less than a week before
  unknown_age INTEGER NOT NULL,  -- of accounts whose server does not say
  PRIMARY KEY (note, minute, kind)
) STRICT, WITHOUT ROWID;

-- Of the register of public actors alone.
CREATE TABLE official_reaction (
  note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
  public_actor INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('like', 'announce', 'reply', 'quote')),
  at INTEGER NOT NULL,
  PRIMARY KEY (note, public_actor, kind)
) STRICT, WITHOUT ROWID;
