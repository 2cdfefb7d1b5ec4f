-- Where an actor of another server keeps its picture: fetched when somebody looks, never before.
ALTER TABLE actor ADD COLUMN icon TEXT NOT NULL DEFAULT '';
