-- The stories that articles of a run are in, the most widely reported first.
-- Parameters: $run_id VARCHAR; $most INTEGER.
SELECT story_id, title, outlets, articles
FROM stories
WHERE story_id IN (
        SELECT story_id
        FROM outcomes
        JOIN stored.story_members USING (article_id)
        WHERE run_id = $run_id
    )
ORDER BY independent_outlets DESC, articles DESC, story_id
LIMIT $most
