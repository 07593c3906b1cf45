-- Originals that are in no story: the earliest and latest time they are placed at, and their number.
-- An undated article is placed where it was first seen.
SELECT
    min(coalesce(published_at, first_seen_at)) AS since,
    max(coalesce(published_at, first_seen_at)) AS until,
    count(*) AS articles
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
ANTI JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
ANTI JOIN stored.story_members ON story_members.article_id = metadata.article_id
