-- Posts on their way to becoming notes; who may do what under whose name.
CREATE TABLE post (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'held', 'sent', 'withdrawn')),
  version INTEGER NOT NULL,  -- the latest that stands
  created_by INTEGER NOT NULL REFERENCES staff_user (id),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  key TEXT NOT NULL,         -- chosen by the drafter's browser: the same key drafts once
  scheduled INTEGER,
  zone TEXT NOT NULL DEFAULT '',
  leaves_at INTEGER,         -- of an approved or held post
  note INTEGER REFERENCES note (id),
  sent_version INTEGER NOT NULL DEFAULT 0,
  UNIQUE (created_by, key)
) STRICT;

CREATE INDEX post_leaving ON post (leaves_at) WHERE status IN ('approved', 'held');
CREATE INDEX post_of_account ON post (account, id);
CREATE UNIQUE INDEX post_note ON post (note) WHERE note IS NOT NULL;

CREATE TABLE post_version (
  post INTEGER NOT NULL REFERENCES post (id),
  version INTEGER NOT NULL,
  body TEXT NOT NULL,    -- JSON (speak/post_body.hpp)
  digest TEXT NOT NULL,  -- of the body
  written_at INTEGER NOT NULL,
  needed INTEGER NOT NULL DEFAULT 0,  -- approvals, as of its submission
  cautions TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (post, version)
) STRICT;

CREATE TABLE post_writer (
  post INTEGER NOT NULL,
  version INTEGER NOT NULL,
  user INTEGER NOT NULL REFERENCES staff_user (id),
  PRIMARY KEY (post, version, user),
  FOREIGN KEY (post, version) REFERENCES post_version (post, version)
) STRICT;

CREATE TABLE post_approval (
  post INTEGER NOT NULL,
  version INTEGER NOT NULL,
  user INTEGER NOT NULL REFERENCES staff_user (id),
  digest TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (post, version, user),
  FOREIGN KEY (post, version) REFERENCES post_version (post, version)
) STRICT;

CREATE TABLE post_release (
  post INTEGER NOT NULL,
  version INTEGER NOT NULL,
  user INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  reviewed_by INTEGER REFERENCES staff_user (id),
  reviewed_at INTEGER,
  review TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (post, version),
  FOREIGN KEY (post, version) REFERENCES post_version (post, version)
) STRICT;

CREATE INDEX post_release_open ON post_release (at) WHERE reviewed_at IS NULL;

CREATE TABLE post_step (
  id INTEGER PRIMARY KEY,
  post INTEGER NOT NULL REFERENCES post (id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  step TEXT NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE INDEX post_step_of ON post_step (post, id);

CREATE TABLE account_grant (
  user INTEGER NOT NULL REFERENCES staff_user (id),
  account INTEGER NOT NULL REFERENCES account (id),
  account_right TEXT NOT NULL CHECK (account_right IN ('write', 'approve', 'publish', 'administer')),
  PRIMARY KEY (account, user, account_right)
) STRICT;

CREATE INDEX account_grant_of ON account_grant (user);

CREATE TABLE account_rule (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  approvals INTEGER NOT NULL CHECK (approvals BETWEEN 0 AND 2),
  grace INTEGER NOT NULL CHECK (grace BETWEEN 0 AND 3600)  -- seconds
) STRICT;

-- What a note said before it was changed, and what it says now.
CREATE TABLE note_version (
  note INTEGER NOT NULL REFERENCES note (id),
  version INTEGER NOT NULL,  -- from 1
  at INTEGER NOT NULL,
  content TEXT NOT NULL,
  language TEXT NOT NULL,
  parts TEXT NOT NULL,
  PRIMARY KEY (note, version)
) STRICT;

-- Until now whoever could publish could publish everywhere, and alone: nobody loses what she may do.
INSERT INTO account_rule (account, approvals, grace) SELECT id, 0, 0 FROM account;
INSERT INTO account_grant (user, account, account_right)
SELECT staff_user.id, account.id, kind.name
FROM staff_user, account, (SELECT 'write' AS name UNION ALL SELECT 'approve' UNION ALL SELECT 'publish') AS kind
WHERE staff_user.role IN ('admin', 'officer', 'editor');

-- Pictures uploaded for posts, and which versions use them.
CREATE TABLE picture (
  id INTEGER PRIMARY KEY,
  large TEXT NOT NULL,  -- file names
  small TEXT NOT NULL,
  media_type TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  blurhash TEXT NOT NULL,
  uploaded_by INTEGER NOT NULL REFERENCES staff_user (id),
  uploaded_at INTEGER NOT NULL
) STRICT;

CREATE INDEX picture_large ON picture (large);
CREATE INDEX picture_small ON picture (small);

CREATE TABLE post_picture (
  post INTEGER NOT NULL,
  version INTEGER NOT NULL,
  picture INTEGER NOT NULL REFERENCES picture (id),
  PRIMARY KEY (post, version, picture),
  FOREIGN KEY (post, version) REFERENCES post_version (post, version)
) STRICT;

CREATE INDEX post_picture_of ON post_picture (picture);

-- A post has a key of its own.
DROP TABLE publish_key;
