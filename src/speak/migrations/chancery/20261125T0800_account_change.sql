-- Changes that take eyes away from an account: they wait a day, or for a second administrator.
CREATE TABLE account_change (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  asked_by INTEGER NOT NULL REFERENCES staff_user (id),
  asked_at INTEGER NOT NULL,
  account_right TEXT NOT NULL DEFAULT '',  -- for who asks; empty: the rule
  approvals INTEGER NOT NULL DEFAULT 0,
  grace INTEGER NOT NULL DEFAULT 0  -- seconds
) STRICT;

CREATE INDEX account_change_of ON account_change (account);
