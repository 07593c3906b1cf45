-- In which share of each outlet's articles a field was found, 0 to 1; outlet null where it is not known.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit.
-- Columns: outlet, articles, title, published_at, authors, section, topics, url, language.
SELECT
    coalesce(outlet, site) AS outlet,
    count(*) AS articles,
    avg(CAST(title IS NOT NULL AS INTEGER)) AS title,
    avg(CAST(published_at IS NOT NULL AS INTEGER)) AS published_at,
    avg(CAST(len(authors) > 0 AS INTEGER)) AS authors,
    avg(CAST(section IS NOT NULL AS INTEGER)) AS section,
    avg(CAST(len(topics) > 0 AS INTEGER)) AS topics,
    avg(CAST(coalesce(canonical_url, url) IS NOT NULL AS INTEGER)) AS url,
    avg(CAST(language IS NOT NULL AS INTEGER)) AS language
FROM articles
WHERE ($since IS NULL OR coalesce(published_at, first_seen_at) >= $since)
    AND ($until IS NULL OR coalesce(published_at, first_seen_at) < $until)
GROUP BY ALL
ORDER BY articles DESC, outlet NULLS LAST
