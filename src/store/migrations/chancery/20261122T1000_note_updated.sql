-- When its author last changed a note's text, as she says: an older change that comes later is not taken.
ALTER TABLE note ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
