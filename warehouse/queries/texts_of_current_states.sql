-- The texts of all current states, with what was cut from them, and their outlets.
SELECT metadata.outlet, metadata.site, metadata.source, article_text.text, article_text.removed
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
JOIN stored.article_text USING (revision_id)
ORDER BY metadata.revision_id
