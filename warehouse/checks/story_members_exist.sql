-- Every article is in at most one story, and every story of an article is stored and was not merged away.
SELECT story_members.article_id, story_members.story_id
FROM stored.story_members
LEFT JOIN stored.stories USING (story_id)
WHERE stories.story_id IS NULL
    OR stories.merged_into IS NOT NULL
UNION ALL
SELECT article_id, NULL
FROM stored.story_members
GROUP BY article_id
HAVING count(*) > 1
