-- Where originals wait for a story: those in none, and those revised since they were placed. One row for all that are
-- no further apart than $gap INTERVAL: the earliest and latest time they are placed at, and their number.
-- An undated article is placed where it was first seen.
WITH waiting AS (
    SELECT coalesce(metadata.published_at, metadata.first_seen_at) AS placed_at
    FROM stored.article_metadata AS metadata
    ANTI JOIN stored.superseded_revisions USING (revision_id)
    ANTI JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
    LEFT JOIN stored.story_members ON story_members.article_id = metadata.article_id
    WHERE story_members.article_id IS NULL
        OR metadata.seen_at > story_members.joined_at
),
times AS (
    SELECT placed_at, count(*) AS articles, placed_at - $gap > lag(placed_at) OVER (ORDER BY placed_at) AS is_apart
    FROM waiting
    GROUP BY placed_at
),
numbered AS (
    SELECT placed_at, articles, count(*) FILTER (WHERE is_apart) OVER (ORDER BY placed_at) AS place
    FROM times
)
SELECT min(placed_at) AS since, max(placed_at) AS until, sum(articles)::BIGINT AS articles
FROM numbered
GROUP BY place
ORDER BY since
