-- The handle of an actor as its hosts confirmed it by WebFinger; empty: they did not, or were not asked yet.
ALTER TABLE actor ADD COLUMN handle TEXT NOT NULL DEFAULT '';
-- When that was last settled; 0: never.
ALTER TABLE actor ADD COLUMN handle_asked INTEGER NOT NULL DEFAULT 0;
-- Since when it is to be asked for; 0: it is not.
ALTER TABLE actor ADD COLUMN handle_due INTEGER NOT NULL DEFAULT 0;
CREATE INDEX actor_handle_due ON actor (handle_due) WHERE handle_due > 0;
