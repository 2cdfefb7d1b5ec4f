-- A release is reviewed as what left by it: its digest, and how many approvals were missing then.
ALTER TABLE post_release ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE post_release ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;

UPDATE post_release SET
  digest = (SELECT v.digest FROM post_version AS v WHERE v.post = post_release.post AND v.version = post_release.version),
  missing = max(0,
    (SELECT CASE WHEN v.needed > 0 THEN v.needed ELSE coalesce(r.approvals, 1) END
     FROM post_version AS v JOIN post ON post.id = v.post LEFT JOIN account_rule AS r ON r.account = post.account
     WHERE v.post = post_release.post AND v.version = post_release.version)
    - (SELECT count(*) FROM post_approval AS a
       WHERE a.post = post_release.post AND a.version = post_release.version));
