-- The files with a record that was rejected. Parameters: $reason VARCHAR, for one reason, or null for any.
SELECT DISTINCT source, path
FROM rejected
WHERE $reason IS NULL OR reason = $reason
ORDER BY source, path
