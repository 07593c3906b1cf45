-- How many records a run rejected or skipped, by reason. Parameters: $run_id VARCHAR.
SELECT status, reason, count(*) AS records, min(path) AS path, arg_min(detail, path) AS detail
FROM outcomes
WHERE run_id = $run_id
    AND status <> 'article'
GROUP BY status, reason
ORDER BY status, records DESC, reason
