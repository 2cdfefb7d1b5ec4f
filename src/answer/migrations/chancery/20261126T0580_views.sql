-- What people keep for the next day: views of the inbox, and a note at the end of a shift.
CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY,
  owner INTEGER NOT NULL REFERENCES staff_user (id),
  desk INTEGER REFERENCES desk (id),  -- shared with whoever reads there; none: hers alone
  name TEXT NOT NULL,
  query TEXT NOT NULL,                -- desk/view_query.hpp, canonical
  position INTEGER NOT NULL           -- among hers, or those of the desk
) STRICT;

CREATE INDEX saved_view_owner ON saved_view (owner, position) WHERE desk IS NULL;
CREATE INDEX saved_view_desk ON saved_view (desk, position) WHERE desk IS NOT NULL;

CREATE TABLE handover (
  id INTEGER PRIMARY KEY,
  desk INTEGER NOT NULL REFERENCES desk (id),
  author INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  words TEXT NOT NULL,
  open INTEGER NOT NULL,              -- conversations at that moment, as its author read them
  breached INTEGER NOT NULL,
  read_by INTEGER REFERENCES staff_user (id),
  read_at INTEGER,
  CHECK ((read_by IS NULL) = (read_at IS NULL))
) STRICT;

CREATE INDEX handover_of ON handover (desk, id);
CREATE INDEX handover_unread ON handover (desk, id) WHERE read_at IS NULL;
