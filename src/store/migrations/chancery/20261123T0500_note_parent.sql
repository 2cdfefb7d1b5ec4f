-- What answers a note, found by the note's address: also where the note is a stranger's.
CREATE INDEX note_parent ON note (in_reply_to, id) WHERE in_reply_to <> '';
