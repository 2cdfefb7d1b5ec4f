-- Who began to follow in a week, without a look at everybody.
CREATE INDEX follower_since ON follower (since);
