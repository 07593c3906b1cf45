-- The run that was committed last.
SELECT run_id
FROM stored.runs
WHERE status = 'committed'
ORDER BY started_at DESC, run_id DESC
LIMIT 1
