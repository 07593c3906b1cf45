-- What the period holds, in one row.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit. An article without a date counts by when it was first seen.
-- Columns: articles, stories, wide_stories (of three outlets or more, counted as in `stories`), outlets (known ones),
-- languages, copies, undated.
WITH counted AS (
    SELECT articles.*, coalesce(outlet, site) AS known_outlet
    FROM articles
    WHERE ($since IS NULL OR coalesce(published_at, first_seen_at) >= $since)
        AND ($until IS NULL OR coalesce(published_at, first_seen_at) < $until)
),
story_outlets AS (
    SELECT story_id, count(DISTINCT coalesce(known_outlet, article_id)) AS outlets
    FROM counted
    WHERE story_id IS NOT NULL
    GROUP BY story_id
)
SELECT
    count(*) AS articles,
    count(DISTINCT story_id) AS stories,
    (SELECT count(*) FROM story_outlets WHERE outlets >= 3) AS wide_stories,
    count(DISTINCT known_outlet) AS outlets,
    count(DISTINCT language) AS languages,
    count(*) FILTER (WHERE duplicate_of IS NOT NULL) AS copies,
    count(*) FILTER (WHERE published_at IS NULL) AS undated
FROM counted
