-- Search over correspondence. Words are cut before they are stored (text::Segmenter::search_words); rowid: message.id or
-- internal_note.id, which never meet. `marks`: d<desk> l<language> k<in|out|note> p<0|1>.
CREATE VIRTUAL TABLE desk_search USING fts5 (
  words, marks, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);

CREATE TABLE desk_search_row (
  id INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  kind TEXT NOT NULL CHECK (kind IN ('message', 'note'))
) STRICT;

CREATE INDEX desk_search_row_of ON desk_search_row (conversation);

-- Questions that have a public answer of ours, to be found again when somebody asks alike.
CREATE TABLE answered (
  id INTEGER PRIMARY KEY,  -- the note that asks
  conversation INTEGER NOT NULL UNIQUE REFERENCES desk_conversation (id),
  answer INTEGER NOT NULL,  -- our note
  language TEXT NOT NULL,
  topics TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX answered_answer ON answered (answer);

CREATE VIRTUAL TABLE answered_search USING fts5 (
  words, marks, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);

CREATE VIRTUAL TABLE answered_words USING fts5vocab (answered_search, 'row');
