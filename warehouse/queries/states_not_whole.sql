-- The states of articles of which the metadata or the text is missing, also where only an outcome is left of both.
SELECT coalesce(metadata.revision_id, article_text.revision_id) AS revision_id
FROM stored.article_metadata AS metadata
FULL JOIN stored.article_text USING (revision_id)
WHERE metadata.revision_id IS NULL
    OR article_text.revision_id IS NULL
UNION
SELECT outcomes.revision_id
FROM stored.outcomes
ANTI JOIN stored.article_metadata USING (revision_id)
WHERE outcomes.status = 'article'
