-- The articles of each story, copies included.
-- language: language of the article
-- agency: news agency credited in it
-- is_original: false for a copy of another article of the story
-- duplicate_of: the article it repeats, or null
-- origin_article_id: the article whose text it is: the one it repeats, else itself
-- origin: who wrote that text: the agency credited, else the outlet or site
-- is_dated: false if it takes part by the time it was first seen, as no publication time is known
-- similarity: how alike it and the other originals of the story are on average, 0 to 1; null for copies
CREATE VIEW story_articles AS
SELECT
    articles.story_id,
    articles.article_id,
    articles.outlet,
    articles.site,
    articles.language,
    articles.agency,
    articles.title,
    articles.published_at,
    articles.published_at IS NOT NULL AS is_dated,
    articles.duplicate_of IS NULL AS is_original,
    articles.duplicate_of,
    articles.relation,
    coalesce(articles.duplicate_of, articles.article_id) AS origin_article_id,
    coalesce(origin.agency, origin.outlet, origin.site, origin.article_id) AS origin,
    story_members.similarity
FROM articles
JOIN articles AS origin ON origin.article_id = coalesce(articles.duplicate_of, articles.article_id)
LEFT JOIN stored.story_members ON story_members.article_id = articles.article_id
WHERE articles.story_id IS NOT NULL
