-- Of which text of a line a reply was made: versions are counted in each language.
ALTER TABLE reply ADD COLUMN line_language TEXT;
