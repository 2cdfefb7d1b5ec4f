-- Of which lines the replies under way were made.
CREATE INDEX reply_line ON reply (line) WHERE state = 'open' AND line IS NOT NULL;
