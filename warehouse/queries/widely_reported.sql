-- The stories in `wanted` (story_id) that two or more outlets report.
SELECT story_members.story_id
FROM stored.story_members
SEMI JOIN wanted USING (story_id)
JOIN stored.article_metadata AS metadata USING (article_id)
ANTI JOIN stored.superseded_revisions USING (revision_id)
GROUP BY story_members.story_id
HAVING count(DISTINCT coalesce(metadata.outlet, metadata.site, metadata.article_id)) > 1
ORDER BY story_members.story_id
