-- Whether a stranger's note stands on public pages: 0 it does, 1 a rule keeps it back, 2 somebody hid it, 3 somebody
-- showed it although a rule keeps its author's back.
ALTER TABLE note ADD COLUMN screening INTEGER NOT NULL DEFAULT 0 CHECK (screening IN (0, 1, 2, 3));

CREATE INDEX note_screened ON note (id) WHERE screening <> 0;
CREATE INDEX note_actor ON note (actor) WHERE actor IS NOT NULL;
