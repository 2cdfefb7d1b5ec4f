-- Passkeys, recovery codes, and by which of them a session began.
CREATE TABLE passkey (
  id INTEGER PRIMARY KEY,
  staff_user INTEGER NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE,
  credential BLOB NOT NULL UNIQUE,   -- the authenticator's own id of it
  handle BLOB NOT NULL,              -- the person, as authenticators know her: 16 random bytes
  public_key BLOB NOT NULL,          -- SubjectPublicKeyInfo
  algorithm INTEGER NOT NULL,        -- of COSE
  sign_count INTEGER NOT NULL,
  backed_up INTEGER NOT NULL,        -- 0 cannot be, 1 may be, 2 is
  name TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkey_of ON passkey (staff_user);
CREATE INDEX passkey_handle ON passkey (handle);

CREATE TABLE recovery_code (
  staff_user INTEGER NOT NULL REFERENCES staff_user (id) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (staff_user, hash)
) STRICT, WITHOUT ROWID;

ALTER TABLE staff_session ADD COLUMN method TEXT NOT NULL DEFAULT 'totp'
  CHECK (method IN ('totp', 'passkey', 'recovery'));
