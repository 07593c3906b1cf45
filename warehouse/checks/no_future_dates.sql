-- No article claims to be published more than a day after it was stored.
SELECT article_id, published_at, seen_at
FROM stored.article_metadata
WHERE published_at > seen_at + INTERVAL 1 DAY
