-- Known articles that share a key with one of `new_keys` (key): their article_key.
-- Parameters: $most_per_key INTEGER, known articles taken for one key.
WITH found AS (
    -- An article that has changed has its keys in the index once for each state.
    SELECT DISTINCT key, article_key
    FROM stored.duplicate_keys
    SEMI JOIN new_keys USING (key)
),
hits AS (
    SELECT article_key
    FROM found
    QUALIFY row_number() OVER (PARTITION BY key ORDER BY article_key) <= $most_per_key
)
SELECT DISTINCT article_key
FROM hits
