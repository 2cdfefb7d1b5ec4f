-- Conversations: all that one person and one account of ours said in one thread. Times are integer microseconds, UTC.
-- Nothing here refers to `note`: a stranger who is gone takes her notes with her, and the account of them stays.

-- Who wrote to us; goes with the last conversation of hers.
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  actor TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  acct TEXT NOT NULL,
  url TEXT NOT NULL,
  public_actor INTEGER  -- of the register, where she is one
) STRICT;

-- (`conversation` is the network's: what its crawl follows.)
CREATE TABLE desk_conversation (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  person INTEGER REFERENCES person (id),                       -- none: she is gone, or de-identified
  root TEXT NOT NULL,                                          -- address of the note the thread began with
  private INTEGER NOT NULL CHECK (private IN (0, 1)),          -- said to followers or to her alone: need-to-know
  desk INTEGER NOT NULL REFERENCES desk (id),                  -- responsible, wherever it lies: rights follow it
  place TEXT NOT NULL CHECK (place IN ('queue', 'person', 'closed')),
  holder INTEGER REFERENCES staff_user (id),
  token INTEGER NOT NULL DEFAULT 0,                            -- the fence: only ever grows
  assigned INTEGER NOT NULL DEFAULT 0 CHECK (assigned IN (0, 1)),  -- given to her by name: does not lapse
  kind TEXT NOT NULL CHECK (kind IN ('life', 'consular', 'question', 'dialogue')),
  kind_by INTEGER,                                             -- who said so; then no rule changes it
  urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 3),
  urgency_by INTEGER,                                          -- likewise
  language TEXT NOT NULL,
  topics TEXT NOT NULL,                                        -- between spaces
  countries TEXT NOT NULL,                                     -- between spaces
  channel TEXT NOT NULL DEFAULT 'dialogue' CHECK (channel IN ('dialogue', 'qa')),
  qa INTEGER,
  outcome TEXT CHECK (outcome IN ('answered', 'referred', 'noted', 'no_reply', 'merged')),
  outcome_detail TEXT NOT NULL DEFAULT '',                     -- to whom it was referred, or why nothing was said
  merged_into INTEGER REFERENCES desk_conversation (id),
  opened_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  closed_at INTEGER,
  last_in INTEGER NOT NULL,
  last_out INTEGER,
  messages INTEGER NOT NULL,
  first_due INTEGER,                                           -- these four are what desk::clocks() says
  next_due INTEGER,
  resolve_due INTEGER,
  due_at INTEGER NOT NULL,                                     -- the least that runs; the year 9999 when none does: NULL would sort first
  warn_at INTEGER,
  breached_at INTEGER,
  drafting INTEGER,                                            -- post of the reply under way
  flags INTEGER NOT NULL DEFAULT 0,                            -- answer/conversation.hpp
  deidentified_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,                         -- grows with every event
  CHECK ((place = 'queue' AND holder IS NULL AND outcome IS NULL AND closed_at IS NULL) OR
         (place = 'person' AND holder IS NOT NULL AND outcome IS NULL AND closed_at IS NULL) OR
         (place = 'closed' AND holder IS NULL AND outcome IS NOT NULL AND closed_at IS NOT NULL)),
  CHECK ((outcome IS 'merged') = (merged_into IS NOT NULL)),
  CHECK (channel = 'dialogue' OR qa IS NOT NULL),
  CHECK (assigned = 0 OR place = 'person')
) STRICT;

-- One thread, one person, one account: one conversation.
CREATE UNIQUE INDEX conversation_key ON desk_conversation (account, person, root, private)
  WHERE person IS NOT NULL AND merged_into IS NULL;
-- A desk's inbox, gravest and soonest first; the same by time. Whoever reads several has them merged.
CREATE INDEX conversation_queue ON desk_conversation (desk, urgency DESC, due_at, id) WHERE place = 'queue';
CREATE INDEX conversation_newest ON desk_conversation (desk, last_at, id) WHERE place <> 'closed';
-- How many lie where, without a look at the rows.
CREATE INDEX conversation_counts ON desk_conversation (desk, place, private, breached_at, flags) WHERE place <> 'closed';
CREATE INDEX conversation_held ON desk_conversation (holder, due_at, id) WHERE place = 'person';
CREATE INDEX conversation_closed ON desk_conversation (desk, last_at, id) WHERE place = 'closed';
CREATE INDEX conversation_warn ON desk_conversation (warn_at) WHERE warn_at IS NOT NULL;
CREATE INDEX conversation_due ON desk_conversation (due_at) WHERE place <> 'closed' AND breached_at IS NULL;
CREATE INDEX conversation_person ON desk_conversation (person, id) WHERE person IS NOT NULL;
CREATE INDEX conversation_qa ON desk_conversation (qa, id) WHERE qa IS NOT NULL;
CREATE INDEX conversation_merged ON desk_conversation (person, root) WHERE merged_into IS NOT NULL;
-- What retention looks at.
CREATE INDEX conversation_age ON desk_conversation (private, closed_at) WHERE place = 'closed' AND deidentified_at IS NULL;

-- Every note once. Its words are the note's, nowhere else.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,  -- that of the note
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  note INTEGER NOT NULL UNIQUE,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  how TEXT NOT NULL,  -- 'reply', 'mention', 'quote', 'direct'
  at INTEGER NOT NULL,
  uri TEXT NOT NULL,
  language TEXT NOT NULL,
  topics TEXT NOT NULL,
  countries TEXT NOT NULL,
  urgency INTEGER NOT NULL,
  words INTEGER NOT NULL,  -- which classes of words of answer/urgency.hpp it has: bits
  state TEXT NOT NULL CHECK (state IN ('shown', 'rewritten', 'withdrawn', 'erased'))
) STRICT;

CREATE INDEX message_of ON message (conversation, at, id);
CREATE INDEX message_uri ON message (uri);
CREATE INDEX message_in ON message (at) WHERE direction = 'in';

CREATE TABLE conversation_event (
  id INTEGER PRIMARY KEY,  -- order of recording
  conversation INTEGER NOT NULL REFERENCES desk_conversation (id),
  at INTEGER NOT NULL,     -- when it happened
  recorded_at INTEGER NOT NULL,
  kind TEXT NOT NULL,      -- desk/event.hpp
  actor INTEGER,           -- staff_user; none: the program
  desk INTEGER,
  user INTEGER,
  note INTEGER,
  post INTEGER,
  token INTEGER,
  other INTEGER,
  value TEXT NOT NULL DEFAULT '',  -- a code, never people's words
  words TEXT NOT NULL DEFAULT ''   -- a reason; erased with the rest
) STRICT;

CREATE INDEX conversation_event_of ON conversation_event (conversation, id);
CREATE INDEX conversation_event_kind ON conversation_event (kind, at);

-- What strangers wrote before is the backfill's: a new reader of the log would begin where the log does not go back to.
INSERT INTO cursor (consumer, position) SELECT 'answer', coalesce(max(position), 0) FROM event;
INSERT INTO job (kind, key, payload, run_at) VALUES ('answer.backfill', 'notes', '{}', 0);
