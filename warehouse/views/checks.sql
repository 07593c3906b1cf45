-- What was checked after each run.
CREATE VIEW checks AS
SELECT run_id, name, passed, level, wrong_rows, example, checked_at
FROM stored.checks
ORDER BY checked_at, name
