-- Conversations we are part of, gone through now and again for what nobody sent us.
CREATE TABLE conversation (
  id INTEGER PRIMARY KEY,
  next_at INTEGER,                       -- when the next round begins; NULL: none is due
  step INTEGER NOT NULL DEFAULT 0,       -- rounds since somebody last sent us something of it
  round INTEGER NOT NULL DEFAULT 0,
  begun_at INTEGER NOT NULL DEFAULT 0,   -- of the round under way, or of the last one
  under_way INTEGER NOT NULL DEFAULT 0 CHECK (under_way IN (0, 1)),
  requests INTEGER NOT NULL DEFAULT 0,   -- of that round
  bytes INTEGER NOT NULL DEFAULT 0,
  found INTEGER NOT NULL DEFAULT 0,      -- notes kept, of all rounds
  cut INTEGER NOT NULL DEFAULT 0 CHECK (cut IN (0, 1))  -- its budget was used up; there may be more
) STRICT;

CREATE INDEX conversation_next ON conversation (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX conversation_under_way ON conversation (begun_at) WHERE under_way = 1;

-- What is known to belong to one, or is said to. Others may claim the same address for a conversation of theirs.
CREATE TABLE conversation_item (
  id INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES conversation (id),
  uri TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),              -- a note, a collection or page of one
  host TEXT NOT NULL,                                        -- empty: ours
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)),  -- named, kept as a note, not to be had
  depth INTEGER NOT NULL DEFAULT 0,                          -- of a note: steps up to it; of a page: pages before it
  round INTEGER NOT NULL DEFAULT 0,                          -- in which it was last asked for
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER,
  retry_at INTEGER NOT NULL DEFAULT 0,                       -- not to be asked for earlier
  seen_at INTEGER NOT NULL DEFAULT 0,                        -- when its server last gave it
  parent TEXT NOT NULL DEFAULT '',                           -- kept once this one is
  UNIQUE (conversation, uri)
) STRICT;

CREATE INDEX conversation_item_due ON conversation_item (host, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_item_kept ON conversation_item (uri) WHERE state = 1;
