-- One row per outlet.
-- articles: its current articles
-- originals: of these, texts that repeat no other article
-- stories: stories it reported
-- first_published_at: its earliest publication time known (UTC)
-- last_published_at: its latest publication time known (UTC)
CREATE VIEW outlets AS
SELECT
    coalesce(outlet, site) AS outlet,
    mode(site) AS site,
    mode(language) AS language,
    count(*) AS articles,
    count(*) FILTER (WHERE duplicate_of IS NULL) AS originals,
    count(DISTINCT story_id) AS stories,
    min(published_at) AS first_published_at,
    max(published_at) AS last_published_at
FROM articles
WHERE coalesce(outlet, site) IS NOT NULL
GROUP BY coalesce(outlet, site)
