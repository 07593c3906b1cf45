-- What the checks of a run found, the worst first. Parameters: $run_id VARCHAR.
SELECT name, level, wrong_rows, example
FROM stored.checks
WHERE run_id = $run_id
ORDER BY list_position(['fail', 'warn', 'ok'], level), name
