-- The addresses in our accounts' profiles, and whether the page there links back (store/profile_links.hpp).
CREATE TABLE profile_link (
  account INTEGER NOT NULL REFERENCES account (id),
  link TEXT NOT NULL,
  due INTEGER NOT NULL,  -- when the page is looked at next
  verified INTEGER,      -- since when it links back; none: it does not
  seen INTEGER,          -- when it was last seen to
  PRIMARY KEY (account, link)
) STRICT;
CREATE INDEX profile_link_due ON profile_link (due);

-- What profiles hold already is looked at soon.
INSERT OR IGNORE INTO profile_link (account, link, due)
  SELECT account_profile.account, json_extract(field.value, '$.value'), 0
  FROM account_profile, json_each(account_profile.profile, '$.fields') AS field
  WHERE json_extract(field.value, '$.value') LIKE 'https://%';
