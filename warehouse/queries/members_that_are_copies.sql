-- Articles that are in a story and have become copies, with their originals and the stories of these.
-- story_originals: members of the copy's story that are no copies
-- original_at: the time the original is placed at: published, else first seen
WITH originals AS (
    SELECT story_id, count(*) AS story_originals
    FROM stored.story_members
    ANTI JOIN stored.duplicates USING (article_id)
    GROUP BY story_id
)
SELECT
    copy.article_id,
    copy.story_id,
    coalesce(originals.story_originals, 0) AS story_originals,
    duplicates.original_id,
    original.story_id AS original_story_id,
    coalesce(metadata.published_at, metadata.first_seen_at) AS original_at
FROM stored.story_members AS copy
JOIN stored.duplicates USING (article_id)
JOIN stored.article_metadata AS metadata ON metadata.article_id = duplicates.original_id
ANTI JOIN stored.superseded_revisions ON superseded_revisions.revision_id = metadata.revision_id
LEFT JOIN originals ON originals.story_id = copy.story_id
LEFT JOIN stored.story_members AS original ON original.article_id = duplicates.original_id
ORDER BY copy.article_id
