-- The first and the last day of publication in the period, in one row.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit.
-- Columns: first_published_at, last_published_at.
SELECT min(published_at) AS first_published_at, max(published_at) AS last_published_at
FROM articles
WHERE ($since IS NULL OR published_at >= $since)
    AND ($until IS NULL OR published_at < $until)
