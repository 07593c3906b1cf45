-- The stored stories in `wanted` (story_id), and those that articles in it (article_id) have founded, oldest first: by
-- the time of the founding article, which is now the original of the one that founded the story if that is a copy.
SELECT
    stories.story_id,
    coalesce(duplicates.original_id, stories.founding_article_id) AS founder_id,
    stories.founding_article_id,
    stories.title,
    stories.founded_at,
    stories.merged_into
FROM stored.stories
LEFT JOIN stored.duplicates ON duplicates.article_id = stories.founding_article_id
LEFT JOIN (
    SELECT article_id, coalesce(published_at, first_seen_at) AS placed_at
    FROM stored.article_metadata
    ANTI JOIN stored.superseded_revisions USING (revision_id)
) AS founder ON founder.article_id = coalesce(duplicates.original_id, stories.founding_article_id)
WHERE stories.story_id IN (SELECT story_id FROM wanted)
    OR stories.founding_article_id IN (SELECT article_id FROM wanted)
ORDER BY founder.placed_at NULLS LAST, stories.founded_at, stories.story_id
