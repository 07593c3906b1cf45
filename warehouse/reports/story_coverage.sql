-- The articles of the stories, in order of publication.
-- Parameters: $story_ids VARCHAR[].
-- Columns: story_id, article_id, published_at, published_precision, first_seen_at, outlet, title, url, language, agency,
-- word_count, duplicate_of, relation, revision_number, path.
SELECT
    story_id,
    article_id,
    published_at,
    published_precision,
    first_seen_at,
    coalesce(outlet, site) AS outlet,
    title,
    coalesce(canonical_url, url) AS url,
    language,
    agency,
    word_count,
    duplicate_of,
    relation,
    revision_number,
    path
FROM articles
WHERE story_id IN (SELECT unnest($story_ids))
ORDER BY story_id, published_at NULLS LAST, article_id
