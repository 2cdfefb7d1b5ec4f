-- Saved listening queries. None stands here without purpose, legal basis, owner, expiry and approval.
CREATE TABLE watch (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  terms TEXT NOT NULL CHECK (terms <> '[]'),  -- JSON: a list of texts
  purpose TEXT NOT NULL CHECK (purpose IN ('public_service', 'crisis_response', 'consular_protection',
                                           'public_diplomacy_evaluation', 'policy_research')),
  legal_basis TEXT NOT NULL CHECK (legal_basis <> ''),
  owner INTEGER NOT NULL REFERENCES staff_user (id),
  expires_at INTEGER NOT NULL,
  approved_by TEXT NOT NULL CHECK (approved_by <> ''),
  approved_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK (expires_at > created_at)
) STRICT;

-- The set-up approves one watch, its own.
CREATE UNIQUE INDEX watch_of_setup ON watch (approved_by) WHERE approved_by = 'setup';
