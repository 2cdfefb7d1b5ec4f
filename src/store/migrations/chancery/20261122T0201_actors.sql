-- Actors of other servers, and the accounts we publish as.
CREATE TABLE actor (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  preferred_username TEXT NOT NULL,
  name TEXT NOT NULL,
  inbox TEXT NOT NULL,
  shared_inbox TEXT NOT NULL,
  url TEXT NOT NULL,
  public_key_id TEXT NOT NULL,
  public_key_pem TEXT NOT NULL,
  fetched_at INTEGER NOT NULL
) STRICT;

CREATE INDEX actor_key ON actor (public_key_id);

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  summary TEXT NOT NULL,
  language TEXT NOT NULL,
  public_key_pem TEXT NOT NULL,
  private_key_pem TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
