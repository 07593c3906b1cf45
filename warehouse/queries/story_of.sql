-- The original that an article is or repeats, with its story and text, if it is in one. Parameters: $article VARCHAR.
SELECT
    metadata.article_id,
    metadata.revision_id,
    story_members.story_id,
    story_terms.story_at,
    metadata.title,
    metadata.language,
    article_text.text
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
JOIN stored.story_members ON story_members.article_id = metadata.article_id
JOIN stored.story_terms ON story_terms.revision_id = metadata.revision_id
JOIN stored.article_text ON article_text.revision_id = metadata.revision_id
WHERE metadata.article_id = coalesce(
    (SELECT original_id FROM stored.duplicates WHERE duplicates.article_id = $article), $article
)
