-- Where a person whose account ended belonged: her rights are gone, and local staff are shown by their desk still.
ALTER TABLE staff_user ADD COLUMN last_desk INTEGER REFERENCES desk (id);
