-- Every founding, joining, merge, split and move of stories.
CREATE VIEW story_changes AS
SELECT changed_at, run_id, kind, story_id, other_story_id, article_id
FROM stored.story_changes
