-- Stories whose figures are to be compared anew: those that the run has changed, those with figures of an earlier state
-- of an article, and those with differences of articles that they no longer hold, or of fewer than two outlets.
-- Parameters: $run_id VARCHAR; $started_at TIMESTAMPTZ, the run's beginning.
WITH originals AS (
    SELECT
        story_members.story_id,
        metadata.article_id,
        metadata.revision_id,
        coalesce(metadata.outlet, metadata.site, metadata.article_id) AS outlet
    FROM stored.story_members
    JOIN stored.article_metadata AS metadata USING (article_id)
    ANTI JOIN stored.superseded_revisions USING (revision_id)
),
widely_reported AS (
    SELECT story_id
    FROM originals
    GROUP BY story_id
    HAVING count(DISTINCT outlet) > 1
)
SELECT story_id
FROM stored.story_members
WHERE joined_at = $started_at
UNION
SELECT story_id
FROM stored.story_changes
WHERE run_id = $run_id
UNION
SELECT other_story_id
FROM stored.story_changes
WHERE run_id = $run_id
    AND other_story_id IS NOT NULL
UNION
SELECT originals.story_id
FROM originals
JOIN stored.figures USING (article_id)
WHERE figures.revision_id <> originals.revision_id
UNION
SELECT differences.story_id
FROM stored.differences
LEFT JOIN stored.story_members AS article USING (story_id, article_id)
LEFT JOIN stored.story_members AS other
    ON other.story_id = differences.story_id AND other.article_id = differences.other_article_id
WHERE article.article_id IS NULL
    OR other.article_id IS NULL
UNION
SELECT story_id
FROM stored.differences
ANTI JOIN widely_reported USING (story_id)
ORDER BY story_id
