-- Records that did not become articles. Parameters: $reason VARCHAR, one reason, or null for all; $most INTEGER.
SELECT reason, path, record, detail, source
FROM rejected
WHERE $reason IS NULL OR reason = $reason
ORDER BY reason, source, path, record
LIMIT $most
