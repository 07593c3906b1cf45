-- The articles in the stories in `wanted` (story_id).
SELECT article_id, story_id, story_at
FROM stored.story_members
SEMI JOIN wanted USING (story_id)
ORDER BY article_id
