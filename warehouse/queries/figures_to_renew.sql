-- Articles with stored figures that are in the stories in `wanted` (story_id), or in no story of two or more outlets.
WITH originals AS (
    SELECT story_members.story_id, article_id, coalesce(metadata.outlet, metadata.site, article_id) AS outlet
    FROM stored.story_members
    JOIN stored.article_metadata AS metadata USING (article_id)
    ANTI JOIN stored.superseded_revisions USING (revision_id)
),
kept AS (
    SELECT story_id
    FROM originals
    ANTI JOIN wanted USING (story_id)
    GROUP BY story_id
    HAVING count(DISTINCT outlet) > 1
)
SELECT DISTINCT figures.article_id
FROM stored.figures
LEFT JOIN stored.story_members USING (article_id)
WHERE story_members.story_id IS NULL
    OR story_members.story_id NOT IN (SELECT story_id FROM kept)
ORDER BY figures.article_id
