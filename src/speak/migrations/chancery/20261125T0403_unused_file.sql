-- Files of pictures whose rows went, until they are removed from the disk: a crash between the two loses none of them.
CREATE TABLE unused_file (
  name TEXT PRIMARY KEY
) STRICT;
