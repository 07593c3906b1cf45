-- What the checks of the last run found.
-- Columns: name, passed, wrong_rows, example, checked_at.
SELECT name, passed, wrong_rows, example, checked_at
FROM checks
WHERE run_id = (SELECT run_id FROM runs ORDER BY started_at DESC, run_id DESC LIMIT 1)
ORDER BY passed, name
