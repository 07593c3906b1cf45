-- The articles whose article_key is in `holders`, and everything in their groups; never those in `fetched` (article_id).
-- `pending` (article_id): changed articles, among others, whose groups are looked at again.
-- Each step keeps what it finds, so that the tables of all articles are gone through and never held.
WITH holding AS MATERIALIZED (
    SELECT article_id
    FROM stored.fingerprints
    SEMI JOIN holders USING (article_key)
    UNION
    -- A changed article leaves the group it was in, and the group is looked at again.
    SELECT article_id
    FROM pending
),
copies AS MATERIALIZED (
    SELECT article_id, original_id
    FROM stored.duplicates
    SEMI JOIN holding USING (article_id)
),
originals AS MATERIALIZED (
    SELECT original_id
    FROM copies
    UNION
    SELECT article_id
    FROM holding
    ANTI JOIN copies USING (article_id)
),
members AS MATERIALIZED (
    SELECT article_id, original_id
    FROM (
        SELECT original_id AS article_id, original_id
        FROM originals
        UNION ALL
        SELECT duplicates.article_id, duplicates.original_id
        FROM stored.duplicates
        SEMI JOIN originals USING (original_id)
    )
    ANTI JOIN fetched USING (article_id)
),
states AS MATERIALIZED (
    SELECT article_id, revision_id
    FROM stored.fingerprints
    SEMI JOIN members USING (article_id)
    ANTI JOIN stored.superseded_revisions USING (revision_id)
)
SELECT
    states.article_id,
    states.revision_id,
    coalesce(metadata.outlet, metadata.site) AS outlet,
    metadata.title,
    metadata.published_at,
    members.original_id
FROM stored.article_metadata AS metadata
JOIN states USING (revision_id)
JOIN members ON members.article_id = states.article_id
ORDER BY states.article_id
