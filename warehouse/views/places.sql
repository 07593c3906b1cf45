-- The places that articles name, as far as it is certain which they mean. Copies of a text count once, but for `articles`.
-- articles: articles that name it, copies among them
-- texts: of these, texts that repeat no other
-- stories: stories that they report
-- outlets: outlets (or sites) whose own texts name it
-- first_published_at: the earliest known time of publication (UTC)
-- last_published_at: the latest known time of publication (UTC)
CREATE VIEW places AS
SELECT
    place_id,
    mode(place) AS place,
    mode(place_kind) AS place_kind,
    mode(country) AS country,
    mode(latitude) AS latitude,
    mode(longitude) AS longitude,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT coalesce(duplicate_of, article_id)) AS texts,
    count(DISTINCT story_id) AS stories,
    count(DISTINCT outlet) FILTER (WHERE duplicate_of IS NULL) AS outlets,
    min(published_at) AS first_published_at,
    max(published_at) AS last_published_at
FROM mentions
WHERE place_id IS NOT NULL
GROUP BY place_id
