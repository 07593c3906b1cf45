-- Every state of an article has exactly one text.
SELECT revision_id, count(article_text.revision_id) AS texts
FROM stored.article_metadata
LEFT JOIN stored.article_text USING (revision_id)
GROUP BY revision_id
HAVING count(article_text.revision_id) <> 1
