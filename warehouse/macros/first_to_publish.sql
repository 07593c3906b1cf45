-- For each story since a day, the outlet that was first; null where an article of the story has no time of day:
-- FROM first_to_publish(DATE '2026-11-01').
CREATE MACRO first_to_publish(since) AS TABLE
SELECT
    story_id,
    stories.title,
    CASE
        WHEN bool_and(articles.published_at IS NOT NULL AND articles.published_precision <> 'day')
        THEN arg_min(coalesce(articles.outlet, articles.site), articles.published_at)
    END AS outlet,
    min(articles.published_at) AS first_published_at,
    count(*) AS articles
FROM articles
JOIN stories USING (story_id)
WHERE stories.first_published_at >= since
GROUP BY story_id, stories.title
ORDER BY first_published_at, story_id
