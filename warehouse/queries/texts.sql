-- The texts of the states in `wanted` (revision_id).
SELECT revision_id, article_id, text, removed
FROM stored.article_text
SEMI JOIN wanted USING (revision_id)
