-- Articles of each language over time, by publication; undated ones are left out.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit; $step VARCHAR: day, week or month.
-- Columns: published_on (first day of the step), language, articles, originals.
SELECT
    CAST(date_trunc($step, published_at) AS DATE) AS published_on,
    language AS language,
    count(*) AS articles,
    count(*) FILTER (WHERE duplicate_of IS NULL) AS originals
FROM articles
WHERE published_at IS NOT NULL
    AND ($since IS NULL OR published_at >= $since)
    AND ($until IS NULL OR published_at < $until)
GROUP BY ALL
ORDER BY published_on, articles DESC, language
