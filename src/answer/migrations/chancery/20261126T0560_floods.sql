-- Many that say the same, answered once.
CREATE TABLE flood (
  id INTEGER PRIMARY KEY,
  desk INTEGER NOT NULL REFERENCES desk (id),
  root TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (id),
  example INTEGER NOT NULL,   -- the note it began with
  made_by INTEGER NOT NULL REFERENCES staff_user (id),
  made_at INTEGER NOT NULL,
  post INTEGER UNIQUE,        -- the one answer
  state TEXT NOT NULL CHECK (state IN ('open', 'sending', 'sent', 'given_up'))
) STRICT;

CREATE TABLE flood_member (
  flood INTEGER NOT NULL REFERENCES flood (id),
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  note INTEGER NOT NULL,
  token INTEGER NOT NULL,     -- the fence, as of a reply
  similarity REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('in', 'left_out', 'sent', 'gone')),
  PRIMARY KEY (flood, conversation)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX flood_member_one ON flood_member (conversation) WHERE state = 'in';
CREATE INDEX flood_member_note ON flood_member (note);

-- A link that works once. No conversation, no person, no time finer than a day: nothing joins it to anybody.
CREATE TABLE one_use_link (
  hash BLOB PRIMARY KEY,
  day INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER             -- the day
) STRICT, WITHOUT ROWID;
