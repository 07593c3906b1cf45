-- The articles of each story, copies included.
-- is_original: false for a copy of another article of the story
-- duplicate_of: the article it repeats, or null
CREATE VIEW story_articles AS
SELECT
    articles.story_id,
    articles.article_id,
    articles.outlet,
    articles.site,
    articles.title,
    articles.published_at,
    articles.duplicate_of IS NULL AS is_original,
    articles.duplicate_of,
    articles.relation
FROM articles
WHERE articles.story_id IS NOT NULL
