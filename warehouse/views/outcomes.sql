-- What became of each input record, by the last reading of its file.
CREATE VIEW outcomes AS
SELECT
    outcomes.source,
    outcomes.path,
    outcomes.record,
    outcomes.status,
    outcomes.change,
    outcomes.stage,
    outcomes.reason,
    outcomes.detail,
    outcomes.article_id,
    outcomes.revision_id,
    outcomes.document_id,
    outcomes.path_bytes,
    outcomes.run_id,
    outcomes.seen_at
FROM stored.outcomes
JOIN files USING (run_id, source, path)
