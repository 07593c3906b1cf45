-- The current states of the articles that a path, a path with a record, an address or the beginning of an id names.
-- Parameters: $what VARCHAR. Columns: those that linking compares, and the stored original.
WITH meant AS MATERIALIZED (
    SELECT DISTINCT article_id
    FROM stored.article_metadata
    WHERE canonical_url = $what OR url = $what OR path = $what OR (path || ', ' || record) = $what
        OR (len($what) >= 6 AND (starts_with(article_id, $what) OR starts_with(revision_id, $what)))
)
SELECT
    metadata.article_id,
    metadata.revision_id,
    coalesce(metadata.outlet, metadata.site) AS outlet,
    metadata.title,
    metadata.published_at,
    duplicates.original_id,
    duplicates.relation,
    duplicates.method
FROM stored.article_metadata AS metadata
SEMI JOIN meant USING (article_id)
ANTI JOIN stored.superseded_revisions USING (revision_id)
LEFT JOIN stored.duplicates USING (article_id)
ORDER BY metadata.article_id
