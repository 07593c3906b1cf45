-- What was unusual about a run. Parameters: $run_id VARCHAR.
SELECT name, wrong_rows, example
FROM stored.checks
WHERE run_id = $run_id
    AND level = 'warn'
ORDER BY name
