-- The rows of `superseded_revisions` without the states in `lost` (revision_id). Where they do not leave an article
-- exactly one current state, its states follow each other by their numbers.
WITH states AS (
    SELECT article_id, revision_id, revision_number, seen_at, title, text_hash, published_at
    FROM stored.article_metadata
    ANTI JOIN lost USING (revision_id)
),
valid AS (
    SELECT superseded.revision_id, superseded.article_id, superseded.superseded_by, superseded.superseded_at,
        superseded.changed_fields
    FROM stored.superseded_revisions AS superseded
    SEMI JOIN states USING (revision_id)
    WHERE superseded.superseded_by IN (SELECT revision_id FROM states)
),
broken AS (
    SELECT states.article_id
    FROM states
    LEFT JOIN valid USING (revision_id)
    GROUP BY states.article_id
    HAVING count(*) FILTER (WHERE valid.revision_id IS NULL) <> 1
),
paired AS (
    SELECT
        revision_id,
        article_id,
        lead(revision_id) OVER later AS superseded_by,
        lead(seen_at) OVER later AS superseded_at,
        list_filter(
            [
                CASE WHEN title IS DISTINCT FROM lead(title) OVER later THEN 'title' END,
                CASE WHEN text_hash IS DISTINCT FROM lead(text_hash) OVER later THEN 'text' END,
                CASE WHEN published_at IS DISTINCT FROM lead(published_at) OVER later THEN 'published_at' END
            ],
            lambda field: field IS NOT NULL
        ) AS changed_fields
    FROM states
    SEMI JOIN broken USING (article_id)
    WINDOW later AS (PARTITION BY article_id ORDER BY revision_number, revision_id)
)
SELECT revision_id, article_id, superseded_by, superseded_at, changed_fields
FROM valid
ANTI JOIN broken USING (article_id)
UNION ALL
SELECT revision_id, article_id, superseded_by, superseded_at, changed_fields
FROM paired
WHERE superseded_by IS NOT NULL
