-- How many of the approvals a version needs were asked for by the checks before publication, beyond the account's rule.
ALTER TABLE post_version ADD COLUMN more INTEGER NOT NULL DEFAULT 0;
-- What it was held to when somebody approved it: a rule that became stricter stays so for it. 0: nobody did.
ALTER TABLE post_version ADD COLUMN held_to INTEGER NOT NULL DEFAULT 0;

UPDATE post_version SET more = max(0, needed - coalesce(
  (SELECT r.approvals FROM account_rule AS r JOIN post AS p ON p.account = r.account WHERE p.id = post_version.post), 1))
WHERE EXISTS (SELECT 1 FROM post AS p
  WHERE p.id = post_version.post AND p.version = post_version.version AND p.status = 'submitted');
