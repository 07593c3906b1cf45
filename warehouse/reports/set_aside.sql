-- Records that did not become articles, by reason, with one of them.
-- Columns: status, reason, records, path, record, detail.
SELECT
    status,
    reason,
    count(*) AS records,
    arg_min(path, (path, record)) AS path,
    arg_min(record, (path, record)) AS record,
    arg_min(detail, (path, record)) AS detail
FROM outcomes
WHERE status <> 'article'
GROUP BY status, reason
ORDER BY status, records DESC, reason
