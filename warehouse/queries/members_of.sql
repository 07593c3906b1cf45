-- The articles in the stories in `wanted` (story_id). Who is moved along joins anew.
SELECT article_id, story_id, story_at, NULL::TIMESTAMPTZ AS joined_at, similarity
FROM stored.story_members
SEMI JOIN wanted USING (story_id)
ORDER BY article_id
