-- The articles that go by a name: an article's id, an address, or an outlet; and those older than a time.
-- Parameters: $article VARCHAR, beginning of an id; $urls VARCHAR[]; $outlet VARCHAR, in any case; null where not asked.
-- $before TIMESTAMPTZ: only articles published, or else first seen, before; null for all.
SELECT
    metadata.article_id,
    max(metadata.canonical_url) AS canonical_url,
    list(DISTINCT metadata.revision_id) AS revision_ids,
    list(DISTINCT metadata.title) FILTER (WHERE metadata.title IS NOT NULL) AS titles,
    list(DISTINCT metadata.url) FILTER (WHERE metadata.url IS NOT NULL) AS urls,
    list(DISTINCT coalesce(metadata.outlet, metadata.site, 'source:' || metadata.source)) AS outlet_keys
FROM stored.article_metadata AS metadata
GROUP BY metadata.article_id
HAVING (starts_with(metadata.article_id, $article) OR $article IS NULL)
    AND (bool_or(metadata.url IN (SELECT unnest($urls)) OR metadata.canonical_url IN (SELECT unnest($urls))) OR $urls IS NULL)
    AND (bool_or(lower(metadata.outlet) = lower($outlet) OR lower(metadata.site) = lower($outlet)) OR $outlet IS NULL)
    AND (max(coalesce(metadata.published_at, metadata.first_seen_at)) < $before OR $before IS NULL)
ORDER BY metadata.article_id
