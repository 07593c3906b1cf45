-- Figures that differ are of two articles that are both in the story.
SELECT differences.story_id, differences.article_id, differences.other_article_id
FROM stored.differences
LEFT JOIN stored.story_members AS article USING (story_id, article_id)
LEFT JOIN stored.story_members AS other
    ON other.story_id = differences.story_id AND other.article_id = differences.other_article_id
WHERE article.article_id IS NULL
    OR other.article_id IS NULL
