-- Of a post's record: since when what a step ends or joins stood. Of a hold that stood before the post came under it, its
-- own beginning; of a held post that was let go, since when it was held.
ALTER TABLE post_step ADD COLUMN since INTEGER;
