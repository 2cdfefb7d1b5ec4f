-- How long what was said is kept with names and words, what the law holds back from that, and what was taken out of it
-- for an archive.
CREATE TABLE retention_class (
  name TEXT PRIMARY KEY CHECK (name IN ('direct', 'public', 'note')),
  days INTEGER NOT NULL CHECK (days >= 30),  -- after the last message
  what TEXT NOT NULL,
  looked_at INTEGER,                         -- when the last pass over all of it ended,
  held INTEGER NOT NULL DEFAULT 0            -- and how many a hold kept then
) STRICT;

INSERT INTO retention_class (name, days, what) VALUES
  ('direct', 365, 'conversations said to few: contents, notes, who she is'),
  ('public', 1095, 'conversations said to everybody: notes, reasons, drafts, who she is; the public notes stay'),
  ('note', 1095, 'words of internal notes, where they are not gone with their conversation');

-- Order of the passes; a held one is passed by.
DROP INDEX conversation_age;
CREATE INDEX conversation_last_said ON desk_conversation (private, last_in, id)
  WHERE place = 'closed' AND deidentified_at IS NULL;

-- A hold on one of those that were joined holds all.
CREATE INDEX conversation_merged_into ON desk_conversation (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE legal_hold (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('conversation', 'person', 'desk', 'mission', 'all')),
  subject INTEGER NOT NULL,  -- 0 of all
  reason TEXT NOT NULL,
  by INTEGER NOT NULL,
  at INTEGER NOT NULL,
  lifted_by INTEGER,
  lifted_at INTEGER,
  CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;

CREATE INDEX legal_hold_open ON legal_hold (scope, subject) WHERE lifted_at IS NULL;

-- Passes that did something.
CREATE TABLE retention_run (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  class TEXT NOT NULL,
  deidentified INTEGER NOT NULL,
  held INTEGER NOT NULL
) STRICT;

CREATE TABLE archive_export (
  id INTEGER PRIMARY KEY,
  by INTEGER NOT NULL,
  at INTEGER NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('desk', 'mission', 'all')),
  subject INTEGER NOT NULL,  -- 0 of all
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed', 'gone')),
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  rows INTEGER NOT NULL,
  manifest TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_export_waiting ON archive_export (id) WHERE state = 'waiting';
CREATE INDEX archive_export_kept ON archive_export (expires_at) WHERE state = 'ready';
