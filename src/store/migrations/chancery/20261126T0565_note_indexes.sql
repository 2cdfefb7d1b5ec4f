-- Each says what another says: note_of_actor and note_parent hold the same, in the same order.
DROP INDEX note_actor;
DROP INDEX note_answer;
