-- A line prepared for a crisis is written and approved beforehand, and offered while a crisis lasts alone.
ALTER TABLE line ADD COLUMN crisis INTEGER NOT NULL DEFAULT 0 CHECK (crisis IN (0, 1));
