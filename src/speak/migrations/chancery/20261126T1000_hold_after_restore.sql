-- A restore holds everything too, and is no user: then `user` is null.
CREATE TABLE standing_hold_new (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  user INTEGER REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
INSERT INTO standing_hold_new SELECT one, user, at, reason FROM standing_hold;
DROP TABLE standing_hold;
ALTER TABLE standing_hold_new RENAME TO standing_hold;
