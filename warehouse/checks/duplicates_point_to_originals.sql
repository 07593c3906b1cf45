-- Every copy is linked once, to an article that is stored and is no copy itself.
SELECT copy.article_id, copy.original_id
FROM stored.duplicates AS copy
LEFT JOIN stored.duplicates AS again ON again.article_id = copy.original_id
LEFT JOIN stored.article_metadata AS original ON original.article_id = copy.original_id
WHERE again.article_id IS NOT NULL
    OR original.article_id IS NULL
    OR copy.article_id = copy.original_id
UNION ALL
SELECT article_id, NULL
FROM stored.duplicates
GROUP BY article_id
HAVING count(*) > 1
