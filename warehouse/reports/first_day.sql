-- How the stories grew: articles in each of the first 24 hours, 0 being the first article's.
-- Parameters: $story_ids VARCHAR[].
-- Columns: story_id, hour (0 to 23), articles.
WITH placed AS (
    SELECT
        story_id,
        date_diff('hour', min(published_at) OVER (PARTITION BY story_id), published_at) AS hour
    FROM articles
    WHERE published_at IS NOT NULL
        AND story_id IN (SELECT unnest($story_ids))
)
SELECT story_id, hour, count(*) AS articles
FROM placed
WHERE hour < 24
GROUP BY story_id, hour
ORDER BY story_id, hour
