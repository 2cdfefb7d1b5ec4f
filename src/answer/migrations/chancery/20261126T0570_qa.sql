-- Question-and-answer sessions: announced, open for a while, over. A question is a conversation, which stays one of a
-- session (desk_conversation.qa) in every figure.
CREATE TABLE qa (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  desk INTEGER NOT NULL REFERENCES desk (id),
  title TEXT NOT NULL,
  languages TEXT NOT NULL,       -- between spaces
  hashtag TEXT NOT NULL,         -- without '#', as written
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  zone TEXT NOT NULL,            -- IANA: in which its times were announced
  announcement INTEGER,          -- our note
  state TEXT NOT NULL CHECK (state IN ('announced', 'open', 'closed', 'called_off')),
  CHECK (starts_at < ends_at)
) STRICT;
CREATE INDEX qa_awaited ON qa (state, starts_at) WHERE state IN ('announced', 'open');
CREATE INDEX qa_newest ON qa (starts_at, id);

CREATE TABLE qa_question (
  qa INTEGER NOT NULL REFERENCES qa (id),
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  position INTEGER NOT NULL,     -- among those that wait, from 1; of others the last they had
  state TEXT NOT NULL CHECK (state IN ('queued', 'taken', 'answered', 'left')),
  PRIMARY KEY (qa, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX qa_question_queued ON qa_question (qa, position) WHERE state = 'queued';
