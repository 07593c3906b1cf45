-- The last runs, newest first. Parameters: $most INTEGER.
SELECT run_id, status, started_at, files, accepted, revised, rejected, skipped, duplicates, stories
FROM runs
ORDER BY started_at DESC, run_id DESC
LIMIT $most
