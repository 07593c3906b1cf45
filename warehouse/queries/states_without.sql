-- The states of articles that are not known. known: revision_id.
SELECT revision_id
FROM stored.article_text
ANTI JOIN known USING (revision_id)
