-- A post of somebody else that we shared, and that we share it no longer, are told too.
ALTER TABLE proof_leaf ADD COLUMN tells TEXT NOT NULL DEFAULT 'published'
  CHECK (tells IN ('published', 'edited', 'removed', 'erased', 'key', 'gap', 'shared', 'unshared'));
UPDATE proof_leaf SET tells = kind;
ALTER TABLE proof_leaf DROP COLUMN kind;
ALTER TABLE proof_leaf RENAME COLUMN tells TO kind;
