-- What was dropped for a parked server, found by that server when it answers again.
CREATE INDEX delivery_parked ON delivery (host, turn) WHERE state = 4;

-- When it was taken up again after that; it may wait as long as a new one from then on.
ALTER TABLE delivery ADD COLUMN revived_at INTEGER;
