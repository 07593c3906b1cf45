-- The originals placed between two times, earliest first, and the stories they are in.
-- is_waiting: in no story yet, or revised since it was placed
-- leaves_story: dated away from its story by a revision, while others stay in it
-- Parameters: $since, $until TIMESTAMPTZ; $window INTERVAL, further apart is dated away.
WITH originals AS (
    SELECT
        metadata.article_id,
        metadata.revision_id,
        coalesce(metadata.published_at, metadata.first_seen_at) AS placed_at,
        story_members.story_id,
        story_members.joined_at,
        story_members.article_id IS NULL OR metadata.seen_at > story_members.joined_at AS is_waiting,
        story_members.story_id IS NOT NULL
        AND placed_at NOT BETWEEN story_members.story_at - $window AND story_members.story_at + $window AS is_dated_away
    FROM stored.article_metadata AS metadata
    ANTI JOIN stored.superseded_revisions USING (revision_id)
    ANTI JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
    LEFT JOIN stored.story_members ON story_members.article_id = metadata.article_id
)
SELECT
    originals.article_id,
    originals.revision_id,
    originals.placed_at AS story_at,
    originals.story_id,
    originals.joined_at,
    originals.is_waiting,
    originals.is_dated_away
    AND originals.story_id IN (SELECT story_id FROM originals WHERE story_id IS NOT NULL AND NOT is_dated_away)
        AS leaves_story
FROM originals
WHERE originals.placed_at BETWEEN $since AND $until
ORDER BY originals.placed_at, originals.article_id
