-- The stories whose id begins with $story VARCHAR.
SELECT story_id, title, articles, outlets, independent_outlets, first_published_at, last_published_at
FROM stories
WHERE starts_with(story_id, $story)
ORDER BY story_id
