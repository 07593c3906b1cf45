-- The readings of files whose records are not all accounted for, or gave a state that is not stored.
WITH ended AS (
    SELECT
        outcomes.run_id,
        outcomes.source,
        outcomes.path,
        count(*) AS records,
        count(*) FILTER (WHERE outcomes.status = 'article' AND metadata.revision_id IS NULL) AS lost
    FROM stored.outcomes
    LEFT JOIN stored.article_metadata AS metadata USING (revision_id)
    GROUP BY outcomes.run_id, outcomes.source, outcomes.path
)
SELECT
    coalesce(files.run_id, ended.run_id) AS run_id,
    coalesce(files.source, ended.source) AS source,
    coalesce(files.path, ended.path) AS path
FROM stored.files
FULL JOIN ended USING (run_id, source, path)
WHERE files.discovered IS DISTINCT FROM coalesce(ended.records, 0)
    OR ended.lost > 0
ORDER BY ALL
