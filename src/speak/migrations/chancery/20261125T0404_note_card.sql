-- What a note of ours shows of the page it links to, as it was approved (speak/link_card.hpp).
CREATE TABLE note_card (
  note INTEGER PRIMARY KEY REFERENCES note (id),
  card TEXT NOT NULL  -- JSON
) STRICT;
