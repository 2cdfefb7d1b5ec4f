-- Other programs of the house that are told what happened, and what they are still to be told.
CREATE TABLE webhook (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  secret_box TEXT NOT NULL,               -- sealed under "webhook:<id>"
  former_box TEXT NOT NULL DEFAULT '',    -- the secret before, which signs as well
  former_until INTEGER,                   -- until then
  events TEXT NOT NULL,                   -- ' post.sent clock.warned '
  made_by INTEGER NOT NULL,               -- staff_user
  made_at INTEGER NOT NULL,
  after INTEGER NOT NULL,                 -- position of the log: what was before it is not told
  paused_at INTEGER,
  paused_why TEXT CHECK (paused_why IN ('asked', 'failing', 'gone')),
  failing_since INTEGER,                  -- the first failure after the last success
  failures INTEGER NOT NULL DEFAULT 0,    -- in a row
  failed_at INTEGER,                      -- the last of them
  wait_until INTEGER NOT NULL DEFAULT 0,  -- nothing is sent before
  status INTEGER NOT NULL DEFAULT 0,      -- of the last answer; 0: none came
  delivered_at INTEGER,                   -- the last success
  waiting INTEGER NOT NULL DEFAULT 0,     -- messages that are not settled
  dropped INTEGER NOT NULL DEFAULT 0,     -- told to nobody: too many waited
  CHECK ((paused_at IS NULL) = (paused_why IS NULL)),
  CHECK ((former_box = '') = (former_until IS NULL))
) STRICT;

CREATE TABLE webhook_message (
  id INTEGER PRIMARY KEY,                 -- the same at every try
  webhook INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  position INTEGER,                       -- of the event; none: a test
  type TEXT NOT NULL,
  body TEXT NOT NULL,                     -- ids and codes
  made_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,                        -- none: settled
  status INTEGER NOT NULL DEFAULT 0,      -- of the last answer; 0: none came
  settled_at INTEGER,
  delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered IN (0, 1)),
  UNIQUE (webhook, position),
  CHECK ((next_at IS NULL) = (settled_at IS NOT NULL))
) STRICT;
CREATE INDEX webhook_message_due ON webhook_message (webhook, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_message_waiting ON webhook_message (webhook, id) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_message_of ON webhook_message (webhook, id);
CREATE INDEX webhook_message_settled ON webhook_message (settled_at) WHERE settled_at IS NOT NULL;

-- What happened before there were webhooks is told to none.
INSERT INTO cursor (consumer, position) SELECT 'notify', coalesce(max(position), 0) FROM event;
