-- Articles that were in a story and have become copies, or are no longer stored.
SELECT story_members.article_id
FROM stored.story_members
SEMI JOIN stored.duplicates USING (article_id)
