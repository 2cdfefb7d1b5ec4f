-- Where it is told when the consent is taken back.
ALTER TABLE stamp ADD COLUMN inbox TEXT NOT NULL DEFAULT '';

-- The consents we got, kept with what we asked: their authors may take them back.
CREATE INDEX activity_consent ON activity (detail) WHERE kind = 'quote_request' AND detail <> '';
