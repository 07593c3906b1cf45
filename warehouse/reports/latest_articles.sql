-- The latest articles of each outlet.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit; $most INTEGER, of each outlet.
-- Columns: outlet, published_at, published_precision, title, url, story_id, duplicate_of, relation, word_count.
SELECT
    coalesce(outlet, site) AS outlet,
    published_at,
    published_precision,
    title,
    coalesce(canonical_url, url) AS url,
    story_id,
    duplicate_of,
    relation,
    word_count
FROM articles
WHERE coalesce(outlet, site) IS NOT NULL
    AND ($since IS NULL OR coalesce(published_at, first_seen_at) >= $since)
    AND ($until IS NULL OR coalesce(published_at, first_seen_at) < $until)
QUALIFY row_number() OVER (PARTITION BY coalesce(outlet, site) ORDER BY published_at DESC NULLS LAST, article_id) <= $most
ORDER BY outlet, published_at DESC NULLS LAST, article_id
