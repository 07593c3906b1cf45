-- The story with most articles in each step of time, the fullest step first.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit; $step VARCHAR: day, week or month.
-- Columns: published_on (first day of the step), articles, story_id, title, story_articles.
WITH placed AS (
    SELECT CAST(date_trunc($step, published_at) AS DATE) AS published_on, story_id
    FROM articles
    WHERE published_at IS NOT NULL
        AND ($since IS NULL OR published_at >= $since)
        AND ($until IS NULL OR published_at < $until)
),
by_story AS (
    SELECT published_on, story_id, count(*) AS story_articles
    FROM placed
    GROUP BY published_on, story_id
),
by_step AS (
    SELECT
        published_on,
        CAST(sum(story_articles) AS BIGINT) AS articles,
        arg_max(story_id, (story_articles, story_id)) FILTER (WHERE story_id IS NOT NULL) AS story_id,
        max(story_articles) FILTER (WHERE story_id IS NOT NULL) AS story_articles
    FROM by_story
    GROUP BY published_on
)
SELECT by_step.published_on, by_step.articles, by_step.story_id, stories.title, by_step.story_articles
FROM by_step
JOIN stories USING (story_id)
ORDER BY by_step.articles DESC, by_step.published_on
