-- Every record that became an article names a stored state of a stored article.
SELECT outcomes.source, outcomes.path, outcomes.record, outcomes.article_id, outcomes.revision_id
FROM stored.outcomes
ANTI JOIN stored.article_metadata USING (article_id, revision_id)
WHERE outcomes.status = 'article'
