-- Stories that were not merged away and hold no article.
SELECT story_id
FROM stored.stories
ANTI JOIN stored.story_members USING (story_id)
WHERE merged_into IS NULL
