-- One row per run, oldest first.
CREATE VIEW runs AS
SELECT
    run_id,
    status,
    started_at,
    ended_at,
    version,
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
FROM stored.runs
ORDER BY started_at, run_id
