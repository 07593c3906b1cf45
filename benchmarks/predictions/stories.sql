-- Stories for the scorer of the dedup kit; the last part of an article's address is its id.
-- Columns: id, cluster.
SELECT
    regexp_extract(url, '[^/]+$') AS id,
    story_id AS cluster
FROM articles
ORDER BY id
