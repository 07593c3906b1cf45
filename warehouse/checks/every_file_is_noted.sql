-- Every file a run has found is noted by it, or looked as it was known.
WITH noted AS (
    SELECT run_id, count(*) AS files, sum(discovered) AS discovered
    FROM stored.files
    GROUP BY run_id
)
SELECT runs.run_id, runs.files, runs.files_unchanged, noted.files AS noted, runs.discovered, noted.discovered
FROM stored.runs
LEFT JOIN noted USING (run_id)
WHERE runs.status = 'committed'
    AND (
        runs.files <> runs.files_unchanged + coalesce(noted.files, 0)
        OR runs.discovered <> coalesce(noted.discovered, 0)
    )
