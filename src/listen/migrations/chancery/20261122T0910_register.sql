-- Public actors: who may be named. None is one without evidence and two approvals.
CREATE TABLE public_actor (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('state_organ', 'officeholder', 'registered_organisation')),
  names TEXT NOT NULL,  -- JSON: [{language, text}]
  office TEXT NOT NULL CHECK (office <> ''),
  country TEXT NOT NULL,
  evidence_url TEXT NOT NULL CHECK (evidence_url <> ''),
  evidence_note TEXT NOT NULL CHECK (evidence_note <> ''),
  until_at INTEGER,
  replaces INTEGER REFERENCES public_actor (id),
  status TEXT NOT NULL CHECK (status IN ('proposed', 'approved', 'refused', 'retired')),
  proposer INTEGER NOT NULL REFERENCES staff_user (id),
  proposed_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE public_actor_address (
  public_actor INTEGER NOT NULL REFERENCES public_actor (id),
  position INTEGER NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (public_actor, address)
) STRICT;

CREATE INDEX public_actor_address_of ON public_actor_address (address);

CREATE TABLE public_actor_approval (
  public_actor INTEGER NOT NULL REFERENCES public_actor (id),
  approver INTEGER NOT NULL REFERENCES staff_user (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (public_actor, approver)
) STRICT;
