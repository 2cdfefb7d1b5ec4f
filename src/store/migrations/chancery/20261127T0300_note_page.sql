-- Strangers' notes by their page, to know one by the address people copy.
CREATE INDEX note_page ON note (url) WHERE account IS NULL AND url <> uri;
