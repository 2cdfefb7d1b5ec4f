-- When a text stopped being the one that stands: another took its place, or somebody withdrew it. Of one withdrawn before
-- this nobody wrote it down here.
ALTER TABLE line_version ADD COLUMN ended_at INTEGER;

UPDATE line_version SET ended_at = (SELECT min(next.approved_at) FROM line_version AS next
  WHERE next.line = line_version.line AND next.language = line_version.language AND next.version > line_version.version)
WHERE status = 'replaced';
