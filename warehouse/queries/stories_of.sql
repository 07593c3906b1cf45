-- The stored stories in `wanted` (story_id).
SELECT story_id, founding_article_id, title, founded_at, merged_into
FROM stored.stories
SEMI JOIN wanted USING (story_id)
