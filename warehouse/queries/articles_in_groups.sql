-- The articles that are a copy or have one: their article_key.
SELECT DISTINCT article_key
FROM stored.fingerprints
SEMI JOIN (
    SELECT article_id
    FROM stored.duplicates
    UNION
    SELECT original_id
    FROM stored.duplicates
) USING (article_id)
