-- The institution, who signs in, their sessions and one-time links, and the audit log.
CREATE TABLE institution (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  country TEXT NOT NULL,
  languages TEXT NOT NULL,
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  contact TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE staff_user (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'officer', 'dpo', 'analyst', 'editor')),
  password_hash TEXT NOT NULL,
  totp_box TEXT NOT NULL,
  totp_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE staff_session (
  token_hash TEXT PRIMARY KEY,
  staff_user INTEGER NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX staff_session_of_user ON staff_session (staff_user);

CREATE TABLE enrolment (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('setup', 'invitation')),
  role TEXT NOT NULL CHECK (role IN ('admin', 'officer', 'dpo', 'analyst', 'editor')),
  name TEXT NOT NULL,
  totp_box TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

CREATE TABLE audit_entry (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
