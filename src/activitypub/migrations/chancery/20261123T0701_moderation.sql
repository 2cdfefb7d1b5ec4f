-- What our people decided about other servers and about single actors. A server's rule holds for its subdomains.
CREATE TABLE host_rule (
  host TEXT PRIMARY KEY,
  level TEXT NOT NULL CHECK (level IN ('limit', 'block')),
  reject_media INTEGER NOT NULL CHECK (reject_media IN (0, 1)),
  reject_reports INTEGER NOT NULL CHECK (reject_reports IN (0, 1)),
  reason TEXT NOT NULL,  -- may be published with the list
  remark TEXT NOT NULL,  -- for staff alone
  made_by TEXT NOT NULL, -- as in the audit log
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE actor_rule (
  actor TEXT PRIMARY KEY,
  level TEXT NOT NULL CHECK (level IN ('limit', 'block')),
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;
