-- The texts of the states in `wanted` (article_id, revision_id), with what else tells which names are in them.
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.title,
    metadata.language,
    metadata.site,
    article_text.text
FROM stored.article_metadata AS metadata
JOIN wanted USING (revision_id)
JOIN stored.article_text USING (revision_id)
