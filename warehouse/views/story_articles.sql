-- The articles of each story, copies included.
-- language: language of the article
-- agency: news agency whose text it is, as the article or another with the same text says
-- is_original: false for a copy of another article of the story
-- duplicate_of: the article it repeats, or null
-- origin_article_id: the article whose text it is: the agency's own, else the one it repeats, else itself
-- origin: who wrote that text: the agency, else the family, outlet or site of the original
-- family: the family of its outlet, by the user's outlets.csv
-- is_dated: false if it takes part by the time it was first seen, as no publication time is known
-- similarity: how alike it and the other originals of the story are on average, 0 to 1; null for copies
CREATE VIEW story_articles AS
SELECT
    articles.story_id,
    articles.article_id,
    articles.outlet,
    articles.site,
    articles.language,
    origins.agency,
    articles.title,
    articles.published_at,
    articles.published_at IS NOT NULL AS is_dated,
    articles.duplicate_of IS NULL AS is_original,
    articles.duplicate_of,
    articles.relation,
    origins.origin_article_id,
    origins.origin,
    origins.family,
    story_members.similarity
FROM articles
JOIN origins USING (article_id)
LEFT JOIN stored.story_members ON story_members.article_id = articles.article_id
WHERE articles.story_id IS NOT NULL
