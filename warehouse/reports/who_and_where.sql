-- The people, organisations and places that most stories of the period name, copies aside; so many of places and others.
-- Parameters: $since, $until TIMESTAMPTZ, null for no limit; $most INTEGER.
-- Columns: is_place, name, kind, country (of a place that is known), stories, texts.
WITH counted AS (
    SELECT
        mentions.kind = 'place' AS is_place,
        mentions.name_key,
        mode(mentions.name) AS name,
        mode(mentions.kind) AS kind,
        mode(mentions.country) AS country,
        count(DISTINCT articles.story_id) AS stories,
        count(DISTINCT articles.article_id) AS texts
    FROM mentions
    JOIN articles USING (revision_id)
    WHERE articles.duplicate_of IS NULL
        AND mentions.kind IS NOT NULL
        AND ($since IS NULL OR coalesce(articles.published_at, articles.first_seen_at) >= $since)
        AND ($until IS NULL OR coalesce(articles.published_at, articles.first_seen_at) < $until)
    GROUP BY mentions.kind = 'place', mentions.name_key
)
SELECT is_place, name, kind, country, stories, texts
FROM counted
QUALIFY row_number() OVER (PARTITION BY is_place ORDER BY stories DESC, texts DESC, name_key) <= $most
ORDER BY is_place, stories DESC, texts DESC, name
