-- The last reading of each file, with what became of its records.
CREATE VIEW files AS
SELECT
    source,
    path,
    path_bytes,
    root,
    file_id,
    size_bytes,
    modified_ns,
    identity_path,
    discovered,
    accepted,
    revised,
    unchanged,
    rejected,
    skipped,
    run_id,
    seen_at
FROM stored.files
WHERE is_reading
QUALIFY row_number() OVER (PARTITION BY source, path ORDER BY seen_at DESC, run_id DESC) = 1
