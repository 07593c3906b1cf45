-- One row per outlet.
-- name: what the user's outlets.csv calls it
-- family: the group of outlets that it belongs to, by the user's outlets.csv
-- country: by the user's outlets.csv
-- articles: its current articles
-- originals: of these, texts that repeat no other article
-- stories: stories it reported
-- first_published_at: its earliest publication time known (UTC)
-- last_published_at: its latest publication time known (UTC)
CREATE VIEW outlets AS
SELECT
    coalesce(articles.outlet, articles.site) AS outlet,
    mode(articles.site) AS site,
    mode(articles.language) AS language,
    count(*) AS articles,
    count(*) FILTER (WHERE articles.duplicate_of IS NULL) AS originals,
    count(DISTINCT articles.story_id) AS stories,
    min(articles.published_at) AS first_published_at,
    max(articles.published_at) AS last_published_at,
    mode(listed.name) AS name,
    mode(listed.family) AS family,
    mode(listed.country) AS country
FROM articles
LEFT JOIN (FROM listed_outlets WHERE fits IS NOT NULL) AS listed
    ON listed.outlet IS NOT DISTINCT FROM articles.outlet
    AND listed.site IS NOT DISTINCT FROM articles.site
WHERE coalesce(articles.outlet, articles.site) IS NOT NULL
GROUP BY coalesce(articles.outlet, articles.site)
