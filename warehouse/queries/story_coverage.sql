-- The articles of a story, in order of publication. Parameters: $story VARCHAR.
SELECT published_at, lag_minutes, outlet, title, relation, duplicate_of, article_id
FROM coverage($story)
