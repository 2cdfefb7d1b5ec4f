-- What accounts of ours share is in the table share.
DROP TABLE announce;
