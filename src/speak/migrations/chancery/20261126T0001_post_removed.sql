-- When the last of what a post said was deleted. Its record (post_step "delete") says by whom and why.
ALTER TABLE post ADD COLUMN removed_at INTEGER;

-- What was deleted until now is known by the audit log alone.
INSERT INTO post_step (post, at, actor, step, version, reason)
SELECT post.id, entry.at, entry.actor, 'delete', post.sent_version,
  substr(entry.subject, instr(entry.subject, ' ') + 1)
FROM (SELECT id AS post, note FROM post WHERE note IS NOT NULL UNION ALL SELECT post, note FROM post_part) AS said
JOIN post ON post.id = said.post
JOIN note ON note.id = said.note AND note.deleted = 1
JOIN audit_entry AS entry ON entry.action = 'note.delete'
  AND entry.subject >= 'note:' || said.note || ' ' AND entry.subject < 'note:' || said.note || '!'
ORDER BY entry.sequence;

UPDATE post SET removed_at = (SELECT max(at) FROM post_step WHERE post_step.post = post.id AND step = 'delete')
WHERE status = 'sent' AND note IN (SELECT id FROM note WHERE deleted = 1)
  AND NOT EXISTS (SELECT 1 FROM post_part JOIN note ON note.id = post_part.note
                  WHERE post_part.post = post.id AND note.deleted = 0);
