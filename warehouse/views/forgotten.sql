-- One row per forgetting: what was asked is kept as a hash only.
CREATE VIEW forgotten AS
SELECT run_id, forgotten_at, kind, asked_hash, articles, revisions, rows_erased, files_rewritten
FROM stored.forgotten
ORDER BY forgotten_at, run_id
