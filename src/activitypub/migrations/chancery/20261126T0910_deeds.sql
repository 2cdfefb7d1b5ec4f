-- What an activity did, so that its Undo may name it by its id alone: see activitypub/received.hpp.
ALTER TABLE received_activity ADD COLUMN deed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE received_activity ADD COLUMN about INTEGER NOT NULL DEFAULT 0;
