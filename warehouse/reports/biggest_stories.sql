-- The stories that most outlets reported in words of their own.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit; $most INTEGER.
-- Columns: story_id, title, outlets, independent_outlets, articles, copies, undated, first_outlet (null where an article
-- has no time of day, so that nobody can be said to be first), first_published_at, first_precision, last_published_at,
-- differing (things on which figures differ).
WITH period AS (
    SELECT DISTINCT story_id
    FROM articles
    WHERE story_id IS NOT NULL
        AND ($since IS NULL OR coalesce(published_at, first_seen_at) >= $since)
        AND ($until IS NULL OR coalesce(published_at, first_seen_at) < $until)
),
covered AS (
    SELECT
        story_id,
        count(*) FILTER (WHERE duplicate_of IS NOT NULL) AS copies,
        count(*) FILTER (WHERE published_at IS NULL) AS undated,
        CASE
            WHEN bool_and(published_at IS NOT NULL AND published_precision <> 'day')
            THEN arg_min(coalesce(outlet, site), (published_at, article_id))
        END AS first_outlet,
        arg_min(published_precision, published_at) AS first_precision
    FROM articles
    WHERE story_id IS NOT NULL
    GROUP BY story_id
),
differing AS (
    SELECT story_id, count(DISTINCT subject) AS differing
    FROM differences
    WHERE relation = 'differs'
    GROUP BY story_id
)
SELECT
    stories.story_id,
    stories.title,
    stories.outlets,
    stories.independent_outlets,
    stories.articles,
    covered.copies,
    covered.undated,
    covered.first_outlet,
    stories.first_published_at,
    covered.first_precision,
    stories.last_published_at,
    coalesce(differing.differing, 0) AS differing
FROM stories
JOIN period USING (story_id)
JOIN covered USING (story_id)
LEFT JOIN differing USING (story_id)
ORDER BY stories.independent_outlets DESC, stories.articles DESC, stories.first_published_at DESC NULLS LAST, story_id
LIMIT $most
