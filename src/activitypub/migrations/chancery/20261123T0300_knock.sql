-- Servers that refused a signature of draft-cavage-12 and took one of RFC 9421: they get such a one first.
CREATE TABLE knock (
  host TEXT PRIMARY KEY,
  learned_at INTEGER NOT NULL
) STRICT;
