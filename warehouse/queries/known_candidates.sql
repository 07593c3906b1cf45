-- Known articles that share a key with one of `new_keys` (key), and everything in their groups; never the articles in
-- `pending` (article_id). Parameters: $most_per_key INTEGER, known articles taken for one key.
WITH current AS (
    SELECT article_id, revision_id, article_key, exact_hash, shingles, numbers, number_places, keys
    FROM stored.fingerprints
    ANTI JOIN stored.superseded_revisions USING (revision_id)
),
found AS (
    -- An article that has changed has its keys in the index once for each state.
    SELECT DISTINCT key, article_key
    FROM stored.duplicate_keys
    SEMI JOIN new_keys USING (key)
),
hits AS (
    SELECT key, article_key
    FROM found
    QUALIFY row_number() OVER (PARTITION BY key ORDER BY article_key) <= $most_per_key
),
originals AS (
    SELECT DISTINCT coalesce(duplicates.original_id, current.article_id) AS original_id
    FROM current
    SEMI JOIN hits ON hits.article_key = current.article_key
    LEFT JOIN stored.duplicates ON duplicates.article_id = current.article_id
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
    current.article_id,
    members.original_id,
    coalesce(metadata.outlet, metadata.site) AS outlet,
    metadata.title,
    metadata.published_at,
    current.exact_hash,
    current.shingles,
    current.numbers,
    current.number_places,
    current.keys
FROM members
JOIN current USING (article_id)
JOIN stored.article_metadata AS metadata USING (revision_id)
ANTI JOIN pending USING (article_id)
ORDER BY current.article_id
