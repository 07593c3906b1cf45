-- The names that stand in the same texts as a name, copies counted once; lift says how many times as often as if they had
-- nothing to do with each other. Case and accents do not count, and a surname finds who is called so:
-- FROM mentioned_with('lindqvist').
CREATE MACRO mentioned_with(wanted) AS TABLE
WITH named AS (
    SELECT
        coalesce(duplicate_of, article_id) AS text_id,
        name_key,
        name,
        kind,
        story_id,
        name_key = name_key(wanted)
        OR ends_with(name_key, ' ' || name_key(wanted))
        OR list_bool_or(list_transform(written_as, lambda form: name_key(form) = name_key(wanted))) AS is_wanted
    FROM mentions
),
totals AS (
    SELECT count(DISTINCT text_id) AS texts, count(DISTINCT text_id) FILTER (WHERE is_wanted) AS wanted_texts
    FROM named
),
counted AS (
    SELECT
        name_key,
        mode(name) AS name,
        mode(kind) AS kind,
        count(DISTINCT text_id) AS all_texts,
        count(DISTINCT text_id) FILTER (WHERE text_id IN (SELECT text_id FROM named WHERE is_wanted)) AS texts,
        count(DISTINCT story_id) FILTER (WHERE text_id IN (SELECT text_id FROM named WHERE is_wanted)) AS stories
    FROM named
    GROUP BY name_key
    HAVING NOT bool_or(is_wanted)
)
SELECT
    counted.name,
    counted.kind,
    counted.texts,
    counted.stories,
    round(counted.texts * totals.texts / (totals.wanted_texts * counted.all_texts), 2) AS lift
FROM counted
CROSS JOIN totals
WHERE counted.texts > 0
ORDER BY texts DESC, lift DESC, counted.name_key
