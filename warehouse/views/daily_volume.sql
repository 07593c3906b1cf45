-- Articles by day, outlet, language and section; days are UTC days, null for undated articles.
-- published_on: day of publication (UTC)
-- articles: articles of that day, outlet, language and section
-- originals: of these, texts that repeat no other article
CREATE VIEW daily_volume AS
SELECT
    CAST(published_at AS DATE) AS published_on,
    coalesce(outlet, site) AS outlet,
    language,
    section,
    count(*) AS articles,
    count(*) FILTER (WHERE duplicate_of IS NULL) AS originals
FROM articles
GROUP BY ALL
ORDER BY published_on, outlet, language, section
