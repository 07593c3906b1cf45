-- One row per event, with how widely it was reported.
-- title: headline of its earliest original
-- articles: articles of the story, copies included
-- outlets: outlets (or sites) that ran it
-- independent_outlets: outlets with a text of their own: copies of another outlet's text are not counted
-- first_published_at: earliest publication time known (UTC)
-- last_published_at: latest publication time known (UTC)
CREATE VIEW stories AS
WITH counted AS (
    SELECT
        story_id,
        count(*) AS articles,
        count(DISTINCT coalesce(outlet, site, article_id)) AS outlets,
        count(DISTINCT CASE WHEN is_original THEN coalesce(outlet, site, article_id) END) AS independent_outlets,
        min(published_at) AS first_published_at,
        max(published_at) AS last_published_at,
        arg_min(title, (coalesce(published_at, 'infinity'), article_id)) FILTER (WHERE is_original) AS title
    FROM story_articles
    GROUP BY story_id
)
SELECT
    stories.story_id,
    coalesce(counted.title, stories.title) AS title,
    counted.articles,
    counted.outlets,
    counted.independent_outlets,
    counted.first_published_at,
    counted.last_published_at,
    stories.founding_article_id,
    stories.founded_at
FROM stored.stories AS stories
JOIN counted USING (story_id)
