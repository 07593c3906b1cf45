-- Current states that have not been compared with other articles.
SELECT
    metadata.article_id,
    metadata.revision_id,
    coalesce(metadata.outlet, metadata.site) AS outlet,
    metadata.title,
    metadata.published_at
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
ANTI JOIN stored.fingerprints USING (revision_id)
ORDER BY metadata.article_id
