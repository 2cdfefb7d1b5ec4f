-- What private persons allowed us to share or quote.
CREATE TABLE permission (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL,     -- of her post; empty once erased
  author TEXT NOT NULL,  -- URI; likewise
  answer TEXT NOT NULL,  -- her words, or where they stand; likewise
  agreed_at INTEGER NOT NULL,
  until INTEGER,
  asked_by INTEGER NOT NULL REFERENCES staff_user (id),
  recorded_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT NOT NULL DEFAULT ''  -- as in the audit log
) STRICT;

CREATE INDEX permission_of ON permission (uri);
CREATE INDEX permission_until ON permission (until) WHERE ended_at IS NULL;

CREATE TABLE permission_account (
  account INTEGER NOT NULL REFERENCES account (id),
  permission INTEGER NOT NULL REFERENCES permission (id),
  PRIMARY KEY (account, permission)
) STRICT;

CREATE INDEX permission_accounts ON permission_account (permission);

-- Posts whose present version shares or quotes something, by its address.
ALTER TABLE post ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX post_about ON post (about) WHERE about != '';
