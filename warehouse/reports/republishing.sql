-- Who republishes whom, and how long after; agencies also where only the credits name them.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit.
-- Columns: original_outlet, outlet, copies, median_lag_minutes (null where times are not known).
SELECT
    origins.origin_outlet AS original_outlet,
    origins.outlet,
    count(*) AS copies,
    CAST(median(date_diff('minute', original.published_at, copy.published_at)) FILTER (
        WHERE copy.article_id <> original.article_id
            AND copy.published_precision <> 'day'
            AND original.published_precision <> 'day'
    ) AS BIGINT) AS median_lag_minutes
FROM origins
JOIN articles AS copy USING (article_id)
JOIN articles AS original ON original.article_id = origins.origin_article_id
WHERE origins.is_copy
    AND origins.origin_outlet <> origins.outlet
    AND ($since IS NULL OR coalesce(copy.published_at, copy.first_seen_at) >= $since)
    AND ($until IS NULL OR coalesce(copy.published_at, copy.first_seen_at) < $until)
GROUP BY ALL
ORDER BY copies DESC, original_outlet, origins.outlet
