-- The originals, with their texts, of the stories in `wanted` (story_id), story by story.
SELECT
    story_members.story_id,
    metadata.article_id,
    metadata.revision_id,
    metadata.title,
    metadata.language,
    article_text.text
FROM stored.story_members
SEMI JOIN wanted USING (story_id)
JOIN stored.article_metadata AS metadata USING (article_id)
ANTI JOIN stored.superseded_revisions USING (revision_id)
JOIN stored.article_text USING (revision_id)
ORDER BY story_members.story_id, metadata.article_id
