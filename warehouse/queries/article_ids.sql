-- The articles that any table tells of: by their metadata, a text, or what became of a record.
SELECT article_id FROM stored.article_metadata
UNION
SELECT article_id FROM stored.article_text
UNION
SELECT article_id FROM stored.outcomes WHERE status = 'article'
