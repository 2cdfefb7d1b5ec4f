-- What waits for approval is counted in every open inbox.
CREATE INDEX post_submitted ON post (account, id) WHERE status = 'submitted';
