-- Originals that wait for a story: those in none, and those revised since they were placed. The earliest and latest
-- time they are placed at, and their number. An undated article is placed where it was first seen.
SELECT
    min(coalesce(metadata.published_at, metadata.first_seen_at)) AS since,
    max(coalesce(metadata.published_at, metadata.first_seen_at)) AS until,
    count(*) AS articles
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
ANTI JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
LEFT JOIN stored.story_members ON story_members.article_id = metadata.article_id
WHERE story_members.article_id IS NULL
    OR metadata.seen_at > story_members.joined_at
