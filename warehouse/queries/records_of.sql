-- How many records of each file became the articles in `wanted` (article_id), by the change they made.
SELECT run_id, source, path, change, count(*) AS records
FROM stored.outcomes
SEMI JOIN wanted USING (article_id)
GROUP BY run_id, source, path, change
