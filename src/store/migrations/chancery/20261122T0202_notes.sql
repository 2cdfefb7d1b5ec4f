-- Notes: ours, and what strangers wrote to us.
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  account INTEGER REFERENCES account (id),
  actor INTEGER REFERENCES actor (id) ON DELETE SET NULL,
  attributed_to TEXT NOT NULL,
  in_reply_to TEXT NOT NULL,
  in_reply_to_note INTEGER REFERENCES note (id),
  content TEXT NOT NULL,
  language TEXT NOT NULL,
  url TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'direct')),
  published INTEGER NOT NULL,
  received INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  CHECK (account IS NULL OR actor IS NULL)
) STRICT;

CREATE INDEX note_of_account ON note (account, id) WHERE account IS NOT NULL;
CREATE INDEX note_of_actor ON note (actor, id) WHERE actor IS NOT NULL;
CREATE INDEX note_reply ON note (in_reply_to_note, id) WHERE in_reply_to_note IS NOT NULL;
CREATE INDEX note_received ON note (id) WHERE actor IS NOT NULL;
