-- Whom of ours a stranger's note speaks to, and how.
CREATE TABLE note_addressed (
  note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account (id),
  how TEXT NOT NULL CHECK (how IN ('reply', 'mention', 'quote', 'direct')),
  PRIMARY KEY (note, account)
) STRICT, WITHOUT ROWID;

-- Of what is held already only the replies can be told.
INSERT INTO note_addressed (note, account, how)
SELECT note.id, parent.account, 'reply' FROM note JOIN note AS parent ON parent.id = note.in_reply_to_note
WHERE note.actor IS NOT NULL AND parent.account IS NOT NULL;

-- When the account was made, as its server says; 0: unknown.
ALTER TABLE actor ADD COLUMN published INTEGER NOT NULL DEFAULT 0;
