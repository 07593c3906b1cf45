-- Records that did not become articles, and why.
CREATE VIEW rejected AS
SELECT source, path, record, stage, reason, detail, document_id, path_bytes, run_id, seen_at
FROM outcomes
WHERE status = 'rejected'
