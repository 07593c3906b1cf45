-- The last runs, the newest first.
-- Parameters: $most INTEGER.
-- Columns: run_id, status, started_at, seconds, files, files_unchanged, discovered, accepted, revised, unchanged, rejected,
-- skipped, duplicates, stories.
SELECT
    run_id,
    status,
    started_at,
    date_diff('second', started_at, ended_at) AS seconds,
    files,
    files_unchanged,
    discovered,
    accepted,
    revised,
    unchanged,
    rejected,
    skipped,
    duplicates,
    stories
FROM runs
ORDER BY started_at DESC, run_id DESC
LIMIT $most
