-- The last entry about a subject is looked for whenever a draft is saved.
CREATE INDEX audit_subject ON audit_entry (subject, sequence);
