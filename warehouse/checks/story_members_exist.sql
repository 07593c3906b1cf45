-- Every article in a story is stored and in no other one, and its story is stored and was not merged away.
SELECT story_members.article_id, story_members.story_id
FROM stored.story_members
LEFT JOIN stored.stories USING (story_id)
WHERE stories.story_id IS NULL
    OR stories.merged_into IS NOT NULL
UNION ALL
SELECT story_members.article_id, story_members.story_id
FROM stored.story_members
ANTI JOIN stored.article_metadata USING (article_id)
UNION ALL
SELECT article_id, NULL
FROM stored.story_members
GROUP BY article_id
HAVING count(*) > 1
