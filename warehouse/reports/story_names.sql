-- The names that most articles of the stories have, copies aside; of places and of others so many for each story.
-- Parameters: $story_ids VARCHAR[]; $most INTEGER.
-- Columns: story_id, is_place, name, kind, texts (that name it), times (in all of them).
WITH counted AS (
    SELECT
        story_id,
        coalesce(kind = 'place', false) AS is_place,
        name_key,
        mode(name) AS name,
        mode(kind) AS kind,
        count(DISTINCT article_id) AS texts,
        CAST(sum(times) AS BIGINT) AS times
    FROM mentions
    WHERE list_contains($story_ids, story_id)
        AND duplicate_of IS NULL
    GROUP BY story_id, coalesce(kind = 'place', false), name_key
)
SELECT story_id, is_place, name, kind, texts, times
FROM counted
QUALIFY row_number() OVER (PARTITION BY story_id, is_place ORDER BY texts DESC, times DESC, name_key) <= $most
ORDER BY story_id, is_place, texts DESC, times DESC, name
