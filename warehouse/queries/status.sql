-- What a warehouse holds, one row per figure.
SELECT figure, value
FROM (
    SELECT 1 AS place, 'articles' AS figure, count(*) AS value FROM articles
    UNION ALL
    SELECT 2, 'of them copies', count(*) FROM duplicates
    UNION ALL
    SELECT 3, 'earlier states kept', count(*) FROM revisions WHERE valid_to IS NOT NULL
    UNION ALL
    SELECT 4, 'stories with two or more articles', count(*) FROM stories WHERE articles > 1
    UNION ALL
    SELECT 5, 'outlets', count(*) FROM outlets
    UNION ALL
    SELECT 6, 'files read', count(*) FROM files
    UNION ALL
    SELECT 7, 'records rejected', count(*) FROM rejected
    UNION ALL
    SELECT 8, 'records skipped', count(*) FROM outcomes WHERE status = 'skipped'
)
ORDER BY place
