-- The titles of the articles in `wanted` (article_id).
SELECT article_id, title
FROM stored.article_metadata
SEMI JOIN wanted USING (article_id)
ANTI JOIN stored.superseded_revisions USING (revision_id)
ORDER BY article_id
