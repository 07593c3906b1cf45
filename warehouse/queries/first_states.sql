-- The texts of the articles in `wanted` (article_id) as they were first stored, and the outlets they were counted for.
SELECT
    metadata.article_id,
    coalesce(metadata.outlet, metadata.site, 'source:' || metadata.source) AS outlet_key,
    article_text.text,
    article_text.removed
FROM stored.article_metadata AS metadata
JOIN stored.article_text USING (revision_id)
WHERE metadata.article_id IN (SELECT article_id FROM wanted)
QUALIFY row_number() OVER (PARTITION BY metadata.article_id ORDER BY metadata.revision_number, metadata.revision_id) = 1
