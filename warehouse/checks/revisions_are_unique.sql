-- No state of an article is stored twice.
SELECT revision_id, count(*) AS times
FROM stored.article_metadata
GROUP BY revision_id
HAVING count(*) > 1
