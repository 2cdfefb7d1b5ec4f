-- Names that tables and indexes below take over.
DROP INDEX delivery_line;
DROP INDEX delivery_host;
DROP INDEX delivery_inbox;
DROP INDEX follower_inbox;
CREATE INDEX follower_at ON follower (inbox);

-- Servers we deliver to. One that is well has no failures.
CREATE TABLE delivery_host (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,             -- as in a URL, with a port that is not the usual one
  due_at INTEGER,                        -- when to look at what waits for it; NULL: nothing does
  standing INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1, 2, 3)),  -- reachable, doubtful, failing, parked
  failures INTEGER NOT NULL DEFAULT 0,   -- in a row
  failing_since INTEGER,
  failed_at INTEGER,
  reason INTEGER NOT NULL DEFAULT 0,     -- of the last failure: the HTTP status; 1 no answer, 2 no connection
  wait_until INTEGER NOT NULL DEFAULT 0,
  asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),  -- it asked for that wait itself
  parked_at INTEGER
) STRICT;

CREATE INDEX delivery_host_due ON delivery_host (standing, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_host_failing ON delivery_host (failing_since) WHERE failing_since IS NOT NULL;

CREATE TABLE delivery_inbox (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  host INTEGER NOT NULL REFERENCES delivery_host (id)
) STRICT;

CREATE INDEX delivery_inbox_host ON delivery_inbox (host);

-- Where the followers of an account are reached, and how many are there.
CREATE TABLE follower_inbox (
  account INTEGER NOT NULL REFERENCES account (id),
  inbox INTEGER NOT NULL REFERENCES delivery_inbox (id),
  followers INTEGER NOT NULL CHECK (followers > 0),
  PRIMARY KEY (account, inbox)
) STRICT, WITHOUT ROWID;

CREATE INDEX follower_inbox_inbox ON follower_inbox (inbox);

-- The sending of one activity: whom it is still to be queued for, and what became of it so far.
CREATE TABLE dispatch (
  activity INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  note INTEGER,                          -- it is about; nothing about a note overtakes what came before about it
  turn INTEGER NOT NULL,                 -- order among those of the account
  created_at INTEGER NOT NULL,
  followers INTEGER NOT NULL CHECK (followers IN (0, 1)),  -- it is for the account's followers
  as_sent INTEGER,                       -- and for whoever this activity went to
  source INTEGER NOT NULL DEFAULT 0 CHECK (source IN (0, 1, 2, 3)),  -- being queued for: nobody more, followers,
                                         -- rows of as_sent, inboxes reached long ago
  queued_to INTEGER NOT NULL DEFAULT 0,  -- of that source, the inboxes up to this one have their row
  folds INTEGER NOT NULL DEFAULT 1 CHECK (folds IN (0, 1)),  -- it has rows that will go when they are old
  waiting INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  parked INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX dispatch_open ON dispatch (turn) WHERE source <> 0;
CREATE INDEX dispatch_folds ON dispatch (created_at) WHERE folds = 1;

INSERT INTO dispatch (activity, account, note, turn, created_at, followers, delivered, failed)
  SELECT id, account, note, id, created_at, CASE WHEN kind = 'accept' THEN 0 ELSE 1 END, delivered, failed
  FROM activity;
ALTER TABLE activity DROP COLUMN delivered;
ALTER TABLE activity DROP COLUMN failed;

-- Every inbox known so far, and its server: what stands between "://" and the next slash.
CREATE TABLE inbox_before (uri TEXT PRIMARY KEY, host TEXT) STRICT;
INSERT INTO inbox_before (uri)
  SELECT inbox FROM follower UNION SELECT inbox FROM reached UNION SELECT inbox FROM delivery WHERE inbox LIKE 'http%';
UPDATE inbox_before SET host = LOWER(SUBSTR(uri, INSTR(uri, '://') + 3));
UPDATE inbox_before SET host = SUBSTR(host, 1, INSTR(host || '/', '/') - 1);
INSERT INTO delivery_host (name) SELECT DISTINCT host FROM inbox_before WHERE host <> '';
INSERT INTO delivery_inbox (uri, host)
  SELECT b.uri, h.id FROM inbox_before b JOIN delivery_host h ON h.name = b.host;
DROP TABLE inbox_before;
INSERT INTO follower_inbox (account, inbox, followers)
  SELECT f.account, i.id, COUNT(*) FROM follower f JOIN delivery_inbox i ON i.uri = f.inbox GROUP BY f.account, i.id;

-- One for each activity and inbox. state: 0 waiting, 1 delivered, 2 failed, 3 no longer wanted, 4 dropped because the
-- server is parked. Five refusals: it no longer holds up what is behind it.
ALTER TABLE delivery RENAME TO delivery_before;
CREATE TABLE delivery (
  activity INTEGER NOT NULL,
  inbox INTEGER NOT NULL REFERENCES delivery_inbox (id),
  host INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2, 3, 4)),
  attempts INTEGER NOT NULL DEFAULT 0,
  refusals INTEGER NOT NULL DEFAULT 0,  -- attempts that failed for this delivery, not for its server
  next_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (activity, inbox)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery (activity, inbox, host, turn, state, attempts, next_at)
  SELECT b.activity, i.id, i.host, b.activity, b.state, b.attempts, b.next_at
  FROM delivery_before b JOIN delivery_inbox i ON i.uri = b.inbox;

CREATE INDEX delivery_line ON delivery (host, turn) WHERE state = 0 AND refusals < 5;
CREATE INDEX delivery_aside ON delivery (host, next_at) WHERE state = 0 AND refusals >= 5;
CREATE INDEX delivery_of_inbox ON delivery (inbox);

UPDATE dispatch SET
  waiting = (SELECT COUNT(*) FROM delivery d WHERE d.activity = dispatch.activity AND d.state = 0),
  delivered = delivered + (SELECT COUNT(*) FROM delivery_before b WHERE b.activity = dispatch.activity AND b.state = 1),
  failed = failed + (SELECT COUNT(*) FROM delivery_before b WHERE b.activity = dispatch.activity AND b.state = 2);
DROP TABLE delivery_before;
UPDATE delivery_host SET due_at = 0 WHERE id IN (SELECT host FROM delivery WHERE state = 0);

-- Servers that failed before.
UPDATE delivery_host SET failures = p.failures, wait_until = p.retry_at, failing_since = p.retry_at,
  failed_at = p.retry_at, standing = CASE WHEN p.failures >= 5 THEN 2 ELSE 1 END
  FROM peer AS p WHERE p.host = delivery_host.name AND p.failures > 0;
DROP TABLE peer;

ALTER TABLE reached RENAME TO reached_before;
DROP INDEX reached_inbox;
CREATE TABLE reached (
  account INTEGER NOT NULL REFERENCES account (id),
  inbox INTEGER NOT NULL REFERENCES delivery_inbox (id),
  PRIMARY KEY (account, inbox)
) STRICT, WITHOUT ROWID;
INSERT INTO reached (account, inbox)
  SELECT b.account, i.id FROM reached_before b JOIN delivery_inbox i ON i.uri = b.inbox;
DROP TABLE reached_before;
CREATE INDEX reached_inbox ON reached (inbox);
