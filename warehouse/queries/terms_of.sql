-- The terms of the states in `wanted` (place, revision_id), by place. Parameters: $since, $until TIMESTAMPTZ, the times
-- they are placed at.
SELECT wanted.place, story_terms.terms, story_terms.counts
FROM stored.story_terms
JOIN wanted USING (revision_id)
WHERE story_terms.story_at BETWEEN $since AND $until
ORDER BY wanted.place
