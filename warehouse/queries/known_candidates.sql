-- Known articles that share a key with one of `new_keys` (key), and everything in their groups; never the articles in
-- `pending` (article_id). Parameters: $most_per_key INTEGER, known articles taken for one key.
WITH hits AS (
    SELECT key, article_key
    FROM stored.duplicate_keys
    SEMI JOIN new_keys USING (key)
    QUALIFY row_number() OVER (PARTITION BY key ORDER BY article_key) <= $most_per_key
),
originals AS (
    SELECT DISTINCT coalesce(duplicates.original_id, fingerprints.article_id) AS original_id
    FROM stored.fingerprints
    SEMI JOIN hits ON hits.article_key = fingerprints.article_key
    LEFT JOIN stored.duplicates ON duplicates.article_id = fingerprints.article_id
    UNION
    -- A changed article leaves the group it was in, and the group is looked at again.
    SELECT coalesce(duplicates.original_id, pending.article_id)
    FROM pending
    LEFT JOIN stored.duplicates ON duplicates.article_id = pending.article_id
),
members AS (
    SELECT original_id AS article_id, original_id
    FROM originals
    UNION
    SELECT duplicates.article_id, duplicates.original_id
    FROM stored.duplicates
    SEMI JOIN originals USING (original_id)
)
SELECT
    fingerprints.article_id,
    members.original_id,
    coalesce(metadata.outlet, metadata.site) AS outlet,
    metadata.title,
    metadata.published_at,
    fingerprints.exact_hash,
    fingerprints.shingles,
    fingerprints.numbers,
    fingerprints.number_places,
    fingerprints.keys
FROM members
JOIN stored.fingerprints USING (article_id)
JOIN stored.article_metadata AS metadata USING (revision_id)
ANTI JOIN pending USING (article_id)
ORDER BY fingerprints.article_id
