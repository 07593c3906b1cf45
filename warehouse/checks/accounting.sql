-- Every record found in a file has an outcome: discovered = accepted + revised + unchanged + rejected + skipped.
WITH outcomes_by_file AS (
    SELECT run_id, source, path, count(*) AS outcomes
    FROM stored.outcomes
    GROUP BY run_id, source, path
)
SELECT
    coalesce(files.run_id, outcomes_by_file.run_id) AS run_id,
    coalesce(files.source, outcomes_by_file.source) AS source,
    coalesce(files.path, outcomes_by_file.path) AS path,
    files.discovered,
    files.accepted + files.revised + files.unchanged + files.rejected + files.skipped AS accounted,
    outcomes_by_file.outcomes
FROM stored.files
FULL JOIN outcomes_by_file USING (run_id, source, path)
WHERE files.discovered IS DISTINCT FROM coalesce(outcomes_by_file.outcomes, 0)
    OR files.discovered IS DISTINCT FROM accounted
