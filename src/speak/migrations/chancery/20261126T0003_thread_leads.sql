-- Which notes are later parts of a thread: of what was sent until now.
WITH said (post, part, note) AS (
  SELECT id, 0, note FROM post WHERE note IS NOT NULL UNION ALL SELECT post, part, note FROM post_part
), leads (post, note) AS (
  SELECT post, note FROM said WHERE (post, part) IN (
    SELECT said.post, min(said.part) FROM said JOIN note ON note.id = said.note AND note.deleted = 0 GROUP BY said.post)
)
UPDATE note SET thread = leads.note FROM said JOIN leads ON leads.post = said.post
WHERE note.id = said.note AND said.note <> leads.note;
