-- Activities of every kind: what each kind keeps is said in activitypub/own_activity.hpp.
ALTER TABLE activity ADD COLUMN verb TEXT NOT NULL DEFAULT 'create';
UPDATE activity SET verb = kind;
DROP INDEX activity_accept;
ALTER TABLE activity DROP COLUMN kind;
ALTER TABLE activity RENAME COLUMN verb TO kind;
ALTER TABLE activity ADD COLUMN object TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN detail TEXT NOT NULL DEFAULT '';
CREATE INDEX activity_accept ON activity (follower, account) WHERE kind = 'accept';

-- What strangers did with a note of ours, to be counted. Who did it is a digest under a key of that note alone: it tells
-- one from another, and nothing of a person across notes.
CREATE TABLE reaction_key (
  note INTEGER PRIMARY KEY REFERENCES note (id),
  key BLOB NOT NULL
) STRICT;

CREATE TABLE reaction (
  note INTEGER NOT NULL REFERENCES note (id),
  kind TEXT NOT NULL CHECK (kind IN ('like', 'announce', 'vote')),
  who BLOB NOT NULL,
  choice INTEGER NOT NULL DEFAULT 0,  -- of a vote: which option, from 0
  PRIMARY KEY (note, kind, who, choice)
) STRICT;

-- Polls of ours whose end is not told yet.
CREATE TABLE poll (
  note INTEGER PRIMARY KEY REFERENCES note (id),
  ends INTEGER NOT NULL,
  changed INTEGER NOT NULL DEFAULT 0 CHECK (changed IN (0, 1)),  -- votes came that others were not told of
  told_at INTEGER NOT NULL
) STRICT;

-- Institutions elsewhere that accounts of ours follow.
CREATE TABLE following (
  account INTEGER NOT NULL REFERENCES account (id),
  actor TEXT NOT NULL,  -- URI
  inbox TEXT NOT NULL,
  follow INTEGER NOT NULL,  -- our Follow
  state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused')),
  moved_to TEXT NOT NULL DEFAULT '',  -- URI, when it said so and the other agreed
  since INTEGER NOT NULL,
  PRIMARY KEY (account, actor)
) STRICT;

CREATE INDEX following_actor ON following (actor);

-- What they said, for our people to read.
CREATE TABLE reading (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL,
  author TEXT NOT NULL,     -- URI
  shared_by TEXT NOT NULL,  -- URI; empty for the author's own; then only the address of what was shared is kept
  summary TEXT NOT NULL,
  content TEXT NOT NULL,
  language TEXT NOT NULL,
  url TEXT NOT NULL,
  published INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  received INTEGER NOT NULL,
  UNIQUE (uri, shared_by)
) STRICT;

CREATE INDEX reading_author ON reading (author);

-- Notes elsewhere that accounts of ours shared.
CREATE TABLE announce (
  account INTEGER NOT NULL REFERENCES account (id),
  object TEXT NOT NULL,
  activity INTEGER NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, object)
) STRICT;

-- Actors whom an account of ours blocks; and, as digests, those who block it.
CREATE TABLE block (
  account INTEGER NOT NULL REFERENCES account (id),
  actor TEXT NOT NULL,
  activity INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, actor)
) STRICT;

CREATE TABLE blocked_by (
  account INTEGER NOT NULL REFERENCES account (id),
  who BLOB NOT NULL,
  PRIMARY KEY (account, who)
) STRICT;

-- Complaints other servers sent us.
CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  server TEXT NOT NULL,   -- host
  objects TEXT NOT NULL,  -- JSON: addresses of ours
  content TEXT NOT NULL,  -- plain text
  received INTEGER NOT NULL,
  resolved_by TEXT NOT NULL DEFAULT '',  -- as in the audit log; empty: open
  resolved INTEGER NOT NULL DEFAULT 0,
  resolution TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX report_open ON report (id) WHERE resolved_by = '';

-- Our consent to a quote of a note of ours, or to a reply to it; others look it up by its address.
CREATE TABLE stamp (
  id INTEGER PRIMARY KEY,
  note INTEGER NOT NULL REFERENCES note (id),
  kind TEXT NOT NULL CHECK (kind IN ('quote', 'reply')),
  interacting TEXT NOT NULL,  -- URI of what quotes or replies
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (note, kind, interacting)
) STRICT;

CREATE INDEX stamp_actor ON stamp (actor);

-- Who wants to follow an account that chooses its followers.
CREATE TABLE follow_request (
  account INTEGER NOT NULL REFERENCES account (id),
  actor INTEGER NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
  actor_uri TEXT NOT NULL,
  follow TEXT NOT NULL,
  inbox TEXT NOT NULL,  -- where deliveries would go
  since INTEGER NOT NULL,
  PRIMARY KEY (account, actor)
) STRICT;

CREATE INDEX follow_request_actor ON follow_request (actor);
