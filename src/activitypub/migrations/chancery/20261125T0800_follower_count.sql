-- How many follow an account, kept by the rows it is the sum of.
CREATE TABLE follower_count (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  followers INTEGER NOT NULL
) STRICT;

INSERT INTO follower_count (account, followers) SELECT account, SUM(followers) FROM follower_inbox GROUP BY account;

CREATE TRIGGER follower_count_inserted AFTER INSERT ON follower_inbox BEGIN
  INSERT INTO follower_count (account, followers)
    SELECT NEW.account, 0 WHERE NOT EXISTS (SELECT 1 FROM follower_count WHERE account = NEW.account);
  UPDATE follower_count SET followers = followers + NEW.followers WHERE account = NEW.account;
END;

CREATE TRIGGER follower_count_updated AFTER UPDATE OF followers ON follower_inbox BEGIN
  UPDATE follower_count SET followers = followers + NEW.followers - OLD.followers WHERE account = NEW.account;
END;

CREATE TRIGGER follower_count_deleted AFTER DELETE ON follower_inbox BEGIN
  UPDATE follower_count SET followers = followers - OLD.followers WHERE account = OLD.account;
END;
