-- The originals, with their texts, of stories with two or more outlets in which something changed in a run.
-- Parameters: $run_id VARCHAR; $started_at TIMESTAMPTZ, the run's beginning.
WITH originals AS (
    SELECT
        story_members.story_id,
        metadata.article_id,
        metadata.revision_id,
        metadata.title,
        metadata.language,
        coalesce(metadata.outlet, metadata.site, metadata.article_id) AS outlet,
        story_members.joined_at = $started_at OR metadata.run_id = $run_id AS is_touched
    FROM stored.story_members
    JOIN stored.article_metadata AS metadata USING (article_id)
    ANTI JOIN stored.superseded_revisions USING (revision_id)
),
touched AS (
    SELECT story_id
    FROM originals
    GROUP BY story_id
    HAVING bool_or(is_touched) AND count(DISTINCT outlet) > 1
)
SELECT
    originals.story_id,
    originals.article_id,
    originals.revision_id,
    originals.title,
    originals.language,
    article_text.text
FROM originals
SEMI JOIN touched USING (story_id)
JOIN stored.article_text USING (revision_id)
ORDER BY originals.story_id, originals.article_id
