-- The outlets of the period: how much they published, how much of it repeats others, how often they were first.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit.
-- Columns: outlet, articles, copies, stories, stories_first (of those with two outlets or more, where all times are known),
-- undated, first_published_at, last_published_at.
WITH counted AS (
    SELECT articles.*, coalesce(outlet, site) AS known_outlet
    FROM articles
    WHERE ($since IS NULL OR coalesce(published_at, first_seen_at) >= $since)
        AND ($until IS NULL OR coalesce(published_at, first_seen_at) < $until)
),
firsts AS (
    SELECT arg_min(known_outlet, (published_at, article_id)) AS known_outlet
    FROM counted
    WHERE story_id IS NOT NULL
    GROUP BY story_id
    HAVING count(DISTINCT known_outlet) > 1
        AND bool_and(published_at IS NOT NULL AND published_precision <> 'day' AND known_outlet IS NOT NULL)
),
first_counts AS (
    SELECT known_outlet, count(*) AS stories_first
    FROM firsts
    GROUP BY known_outlet
)
SELECT
    known_outlet AS outlet,
    count(*) AS articles,
    count(*) FILTER (WHERE duplicate_of IS NOT NULL) AS copies,
    count(DISTINCT story_id) AS stories,
    coalesce(any_value(first_counts.stories_first), 0) AS stories_first,
    count(*) FILTER (WHERE published_at IS NULL) AS undated,
    min(published_at) AS first_published_at,
    max(published_at) AS last_published_at
FROM counted
LEFT JOIN first_counts USING (known_outlet)
WHERE known_outlet IS NOT NULL
GROUP BY known_outlet
ORDER BY articles DESC, outlet
