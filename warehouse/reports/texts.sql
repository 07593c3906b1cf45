-- The texts of some articles.
-- Parameters: $article_ids VARCHAR[].
-- Columns: article_id, language, text.
SELECT articles.article_id, articles.language, article_text.text
FROM articles
JOIN article_text USING (revision_id)
WHERE articles.article_id IN (SELECT unnest($article_ids))
ORDER BY articles.article_id
