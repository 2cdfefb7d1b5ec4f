-- Posts of the reading list whose whole conversation a colleague wants. It is fetched for as long as the post stands there.
CREATE TABLE wanted_conversation (
  uri TEXT PRIMARY KEY,  -- of the post
  conversation INTEGER NOT NULL REFERENCES conversation (id)
) STRICT;

CREATE INDEX wanted_conversation_of ON wanted_conversation (conversation);
