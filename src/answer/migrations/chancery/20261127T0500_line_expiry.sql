-- Other programs hear once that an approved text has passed its day.
ALTER TABLE line_version ADD COLUMN expiry_told INTEGER NOT NULL DEFAULT 0;
DROP INDEX line_version_expiry;
CREATE INDEX line_version_expiry ON line_version (expires_at) WHERE status = 'approved' AND expiry_told = 0;
