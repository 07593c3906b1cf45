-- Who republishes whom, and how long after.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit.
-- Columns: original_outlet, outlet, copies, median_lag_minutes (null where times are not known).
SELECT
    coalesce(original.outlet, original.site) AS original_outlet,
    coalesce(copy.outlet, copy.site) AS outlet,
    count(*) AS copies,
    CAST(median(date_diff('minute', original.published_at, copy.published_at)) AS BIGINT) AS median_lag_minutes
FROM articles AS copy
JOIN articles AS original ON original.article_id = copy.duplicate_of
WHERE coalesce(original.outlet, original.site) <> coalesce(copy.outlet, copy.site)
    AND ($since IS NULL OR coalesce(copy.published_at, copy.first_seen_at) >= $since)
    AND ($until IS NULL OR coalesce(copy.published_at, copy.first_seen_at) < $until)
GROUP BY ALL
ORDER BY copies DESC, original_outlet, outlet
