-- What waits of a Q&A session is counted apart from everyday dialogue.
DROP INDEX conversation_counts;
CREATE INDEX conversation_counts ON desk_conversation (desk, place, private, qa, breached_at, flags)
  WHERE place <> 'closed';
