-- The current state of the articles in `wanted` (article_id), and the ids of all their states.
WITH states AS (
    SELECT article_id, list(revision_id) AS revision_ids
    FROM stored.article_metadata
    SEMI JOIN wanted USING (article_id)
    GROUP BY article_id
)
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.revision_number,
    metadata.first_seen_at,
    metadata.title,
    metadata.published_at,
    metadata.text_hash,
    coalesce(metadata.modified_at, metadata.fetched_at, metadata.published_at) AS age,
    states.revision_ids
FROM stored.article_metadata AS metadata
JOIN states USING (article_id)
ANTI JOIN stored.superseded_revisions USING (revision_id)
