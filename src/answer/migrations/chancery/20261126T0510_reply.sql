-- What we say in a conversation: the post bound to it, and what we say about it among ourselves.
CREATE TABLE reply (
  post INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  token INTEGER NOT NULL,     -- the fence: that of the conversation when it was bound
  parent INTEGER NOT NULL,    -- the note it answers
  bound_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'handover', 'door')),
  keep_open INTEGER NOT NULL DEFAULT 0 CHECK (keep_open IN (0, 1)),
  line INTEGER,               -- the approved line it was made of
  line_version INTEGER,
  state TEXT NOT NULL CHECK (state IN ('open', 'sent', 'given_up')),
  waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1)),  -- for clearance, approval or its departure
  note INTEGER UNIQUE         -- once sent
) STRICT;

-- One answer under way.
CREATE UNIQUE INDEX reply_open ON reply (conversation) WHERE state = 'open' AND kind = 'reply';
CREATE INDEX reply_of ON reply (conversation);

CREATE TABLE internal_note (
  id INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  author INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  words TEXT NOT NULL
) STRICT;

CREATE INDEX internal_note_of ON internal_note (conversation, id);

CREATE TABLE note_mention (
  internal_note INTEGER NOT NULL REFERENCES internal_note (id) ON DELETE CASCADE,
  user INTEGER NOT NULL REFERENCES staff_user (id),
  seen_at INTEGER,
  PRIMARY KEY (internal_note, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX note_mention_open ON note_mention (user) WHERE seen_at IS NULL;

-- A mention lets her read that one conversation, private or not: need-to-know by name.
CREATE TABLE conversation_reader (
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  user INTEGER NOT NULL REFERENCES staff_user (id),
  PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_reader_of ON conversation_reader (user);

-- What somebody is told: that she was named, was given a conversation, or that a clock runs out.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES staff_user (id),
  kind TEXT NOT NULL,  -- answer/notices.hpp
  conversation INTEGER REFERENCES desk_conversation (id),
  other INTEGER,       -- what else it is about: an internal note, a handover
  by INTEGER,          -- who did it; none: the program
  at INTEGER NOT NULL,
  seen_at INTEGER
) STRICT;

CREATE INDEX notice_open ON notice (user, id) WHERE seen_at IS NULL;
CREATE INDEX notice_conversation ON notice (conversation);
