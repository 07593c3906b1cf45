-- The originals placed between two times, with their texts and the stories they are in.
-- Parameters: $since, $until TIMESTAMPTZ.
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.title,
    metadata.language,
    metadata.published_at,
    coalesce(metadata.published_at, metadata.first_seen_at) AS story_at,
    article_text.text,
    story_members.story_id
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
ANTI JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
JOIN stored.article_text USING (revision_id)
LEFT JOIN stored.story_members ON story_members.article_id = metadata.article_id
WHERE coalesce(metadata.published_at, metadata.first_seen_at) BETWEEN $since AND $until
ORDER BY metadata.article_id
