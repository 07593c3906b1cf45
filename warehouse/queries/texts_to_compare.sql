-- The texts of the states in `wanted` (revision_id), in no order: what is read need not be held.
SELECT revision_id, text
FROM stored.article_text
SEMI JOIN wanted USING (revision_id)
