-- Every record that became an article names a stored article.
SELECT outcomes.source, outcomes.path, outcomes.record, outcomes.article_id
FROM stored.outcomes
ANTI JOIN stored.article_metadata ON article_metadata.article_id = outcomes.article_id
WHERE outcomes.status = 'article'
