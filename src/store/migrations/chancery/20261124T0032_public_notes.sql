-- The newest of all that is ours, and what answers an address, whoever wrote either.
CREATE INDEX note_ours ON note (id) WHERE account IS NOT NULL;
CREATE INDEX note_answer ON note (in_reply_to, id) WHERE in_reply_to <> '';
