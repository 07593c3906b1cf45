-- The copies of the articles in `wanted` (article_id) that are not themselves among them.
SELECT duplicates.article_id, duplicates.original_id, duplicates.relation
FROM stored.duplicates
WHERE duplicates.original_id IN (SELECT article_id FROM wanted)
    AND duplicates.article_id NOT IN (SELECT article_id FROM wanted)
ORDER BY duplicates.article_id
