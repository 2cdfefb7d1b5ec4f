-- Who follows our accounts. `inbox` is where deliveries go: the shared one when the actor has it.
CREATE TABLE follower (
  account INTEGER NOT NULL REFERENCES account (id),
  actor INTEGER NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
  actor_uri TEXT NOT NULL,
  follow TEXT NOT NULL,  -- id of the Follow
  inbox TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (account, actor)
) STRICT;

CREATE INDEX follower_actor ON follower (actor);
CREATE INDEX follower_inbox ON follower (inbox);

-- Activities of ours that were sent out. The document is built from these values each time.
CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'delete', 'accept')),
  account INTEGER NOT NULL REFERENCES account (id),
  note INTEGER REFERENCES note (id),  -- of a create or delete
  follow TEXT NOT NULL,               -- of an accept: the Follow and who sent it
  follower TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  delivered INTEGER NOT NULL DEFAULT 0,  -- deliveries that ended so and whose rows are gone
  failed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX activity_note ON activity (note) WHERE note IS NOT NULL;
CREATE INDEX activity_accept ON activity (follower, account) WHERE kind = 'accept';

-- One for each activity and inbox. state: 0 waiting, 1 delivered, 2 failed, 3 no longer wanted.
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  activity INTEGER NOT NULL REFERENCES activity (id),
  account INTEGER NOT NULL REFERENCES account (id),
  inbox TEXT NOT NULL,
  host TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2, 3)),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (activity, inbox)
) STRICT;

CREATE INDEX delivery_due ON delivery (next_at) WHERE state = 0;
CREATE INDEX delivery_line ON delivery (account, host, id) WHERE state = 0;
CREATE INDEX delivery_host ON delivery (host, id) WHERE state = 0;
CREATE INDEX delivery_inbox ON delivery (inbox);
CREATE INDEX delivery_settled ON delivery (created_at) WHERE state <> 0;

-- Inboxes that got a note of the account, kept when the deliveries' rows go: its Delete must reach them.
CREATE TABLE reached (
  account INTEGER NOT NULL REFERENCES account (id),
  inbox TEXT NOT NULL,
  PRIMARY KEY (account, inbox)
) STRICT;

CREATE INDEX reached_inbox ON reached (inbox);

-- Servers that fail now, and until when they are left alone. A healthy one has no row.
CREATE TABLE peer (
  host TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  retry_at INTEGER NOT NULL
) STRICT;

-- What was received already, as a digest of its id, so that repeating it does nothing and nothing is told by it.
CREATE TABLE received_activity (
  digest BLOB PRIMARY KEY,
  kept_until INTEGER NOT NULL
) STRICT;

CREATE INDEX received_activity_until ON received_activity (kept_until);
