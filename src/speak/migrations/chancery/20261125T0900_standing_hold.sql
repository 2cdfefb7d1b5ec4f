-- One press holds everything: while the row is there, nothing approved leaves.
CREATE TABLE standing_hold (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  user INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- A release of what never left is not there to be reviewed.
DELETE FROM post_release WHERE NOT EXISTS (SELECT 1 FROM post_step WHERE post_step.post = post_release.post
  AND post_step.version = post_release.version AND step = 'send')
  AND EXISTS (SELECT 1 FROM post WHERE post.id = post_release.post AND status NOT IN ('approved', 'held'));
