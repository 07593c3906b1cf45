-- What `changes` compares of each article.
SELECT article_id, revision_id, duplicate_of, story_id, outlet, title, published_at
FROM articles
