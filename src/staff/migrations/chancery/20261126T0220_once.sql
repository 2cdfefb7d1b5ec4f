-- What a person's idempotency key did, in the transaction that did it. Kept seven days.
CREATE TABLE once_key (
  staff_user INTEGER NOT NULL,
  key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,     -- of what was asked
  status INTEGER NOT NULL,       -- answered; 0: done, and the answer was never given
  subject TEXT NOT NULL,         -- the id of what it made; may be empty
  at INTEGER NOT NULL,
  PRIMARY KEY (staff_user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX once_key_at ON once_key (at);
