-- One role more. A CHECK cannot be changed in its place: the column is made anew. Whoever had no role would only read.
ALTER TABLE staff_user ADD COLUMN new_role TEXT NOT NULL DEFAULT 'auditor'
  CHECK (new_role IN ('admin', 'officer', 'dpo', 'analyst', 'editor', 'auditor'));
UPDATE staff_user SET new_role = role;
ALTER TABLE staff_user DROP COLUMN role;
ALTER TABLE staff_user RENAME COLUMN new_role TO role;

ALTER TABLE enrolment ADD COLUMN new_role TEXT NOT NULL DEFAULT 'auditor'
  CHECK (new_role IN ('admin', 'officer', 'dpo', 'analyst', 'editor', 'auditor'));
UPDATE enrolment SET new_role = role;
ALTER TABLE enrolment DROP COLUMN role;
ALTER TABLE enrolment RENAME COLUMN new_role TO role;
