-- What answers somebody is no measure of what draws fire.
DELETE FROM fire_mark WHERE note IN (SELECT id FROM note WHERE in_reply_to <> '');
