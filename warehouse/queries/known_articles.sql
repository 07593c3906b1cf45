-- Which of the articles in `wanted` (article_id) are stored.
SELECT DISTINCT article_id
FROM stored.article_metadata
SEMI JOIN wanted USING (article_id)
