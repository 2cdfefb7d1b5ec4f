-- What people made of alerts. Here, not beside the alert in listen.db, so that each stands in the transaction of its
-- audit entry.
CREATE TABLE alert_judgement (
  alert INTEGER PRIMARY KEY,  -- of listen.db
  judgement TEXT NOT NULL CHECK (judgement IN ('open', 'useful', 'false_alarm')),
  judged_by INTEGER NOT NULL REFERENCES staff_user (id),
  judged_at INTEGER NOT NULL
) STRICT;
