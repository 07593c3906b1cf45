-- What the checks of the last run found, the worst first.
-- Columns: name, level (ok, warn or fail), wrong_rows, example, checked_at.
SELECT name, level, wrong_rows, example, checked_at
FROM checks
WHERE run_id = (SELECT run_id FROM runs ORDER BY started_at DESC, run_id DESC LIMIT 1)
ORDER BY list_position(['fail', 'warn', 'ok'], level), name
