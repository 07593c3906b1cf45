-- The last runs, newest first. Parameters: $most INTEGER.
SELECT started_at, status, files, accepted, revised, unchanged, rejected, duplicates, stories
FROM runs
ORDER BY started_at DESC, run_id DESC
LIMIT $most
