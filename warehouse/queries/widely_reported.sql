-- The originals, with their texts, of the stories in `wanted` (story_id) that two or more outlets report.
WITH originals AS (
    SELECT
        story_members.story_id,
        metadata.article_id,
        metadata.revision_id,
        metadata.title,
        metadata.language,
        coalesce(metadata.outlet, metadata.site, metadata.article_id) AS outlet
    FROM stored.story_members
    SEMI JOIN wanted USING (story_id)
    JOIN stored.article_metadata AS metadata USING (article_id)
    ANTI JOIN stored.superseded_revisions USING (revision_id)
),
reported AS (
    SELECT story_id
    FROM originals
    GROUP BY story_id
    HAVING count(DISTINCT outlet) > 1
)
SELECT
    originals.story_id,
    originals.article_id,
    originals.revision_id,
    originals.title,
    originals.language,
    article_text.text
FROM originals
SEMI JOIN reported USING (story_id)
JOIN stored.article_text USING (revision_id)
ORDER BY originals.story_id, originals.article_id
