-- The articles whose article_key is in `holders`, and everything in their groups; never those in `pending` (article_id).
WITH current AS (
    SELECT article_id, revision_id, article_key
    FROM stored.fingerprints
    ANTI JOIN stored.superseded_revisions USING (revision_id)
),
originals AS (
    SELECT coalesce(duplicates.original_id, current.article_id) AS original_id
    FROM current
    SEMI JOIN holders USING (article_key)
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
    current.revision_id,
    coalesce(metadata.outlet, metadata.site) AS outlet,
    metadata.title,
    metadata.published_at,
    members.original_id
FROM members
JOIN current USING (article_id)
JOIN stored.article_metadata AS metadata USING (revision_id)
ANTI JOIN pending USING (article_id)
ORDER BY current.article_id
