-- Every article has exactly one current state.
SELECT article_id, count(*) FILTER (WHERE superseded_by IS NULL) AS current_states
FROM stored.article_metadata
LEFT JOIN stored.superseded_revisions USING (revision_id, article_id)
GROUP BY article_id
HAVING count(*) FILTER (WHERE superseded_by IS NULL) <> 1
