-- The transparency log: its leaves and tree for ever; salts, texts and the index of words as long as they may be kept.
CREATE TABLE proof_leaf (
  leaf INTEGER PRIMARY KEY CHECK (leaf >= 0),
  data TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('published', 'edited', 'removed', 'erased', 'key', 'gap')),
  note TEXT,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX proof_leaf_of_note ON proof_leaf (note, leaf) WHERE note IS NOT NULL;

-- The hashes of complete subtrees.
CREATE TABLE proof_node (
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE proof_opening (
  leaf INTEGER NOT NULL REFERENCES proof_leaf (leaf),
  part INTEGER NOT NULL,
  salt TEXT NOT NULL,
  bytes TEXT,
  PRIMARY KEY (leaf, part)
) STRICT;

-- Keyed hashes of the words of each text.
CREATE TABLE proof_words (
  tag TEXT NOT NULL,
  leaf INTEGER NOT NULL REFERENCES proof_leaf (leaf),
  PRIMARY KEY (tag, leaf)
) STRICT, WITHOUT ROWID;

CREATE INDEX proof_words_of_leaf ON proof_words (leaf);

CREATE TABLE proof_head (
  size INTEGER PRIMARY KEY,
  root TEXT NOT NULL,
  at INTEGER NOT NULL,
  verifier_key TEXT NOT NULL,
  checkpoint TEXT NOT NULL
) STRICT;
