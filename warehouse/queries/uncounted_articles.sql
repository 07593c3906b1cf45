-- The originals placed between two times whose terms have not been counted in their current state, with their texts.
-- Parameters: $since, $until TIMESTAMPTZ.
SELECT
    metadata.article_id,
    metadata.revision_id,
    coalesce(metadata.published_at, metadata.first_seen_at) AS story_at,
    metadata.title,
    metadata.language,
    article_text.text
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
ANTI JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
ANTI JOIN stored.story_terms ON story_terms.revision_id = metadata.revision_id
JOIN stored.article_text USING (revision_id)
WHERE coalesce(metadata.published_at, metadata.first_seen_at) BETWEEN $since AND $until
