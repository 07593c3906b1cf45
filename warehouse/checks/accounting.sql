-- Every record found in a file has an outcome: discovered = accepted + revised + unchanged + rejected + skipped.
WITH outcomes_by_file AS (
    SELECT run_id, source, path, count(*) AS outcomes
    FROM stored.outcomes
    GROUP BY run_id, source, path
)
SELECT
    files.run_id,
    files.source,
    files.path,
    files.discovered,
    files.accepted + files.revised + files.unchanged + files.rejected + files.skipped AS accounted,
    coalesce(outcomes_by_file.outcomes, 0) AS outcomes
FROM stored.files
LEFT JOIN outcomes_by_file USING (run_id, source, path)
WHERE files.discovered <> accounted
    OR files.discovered <> coalesce(outcomes_by_file.outcomes, 0)
