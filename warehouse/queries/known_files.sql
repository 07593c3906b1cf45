-- What is known of every file: its bytes by the last reading, its name, times and version by the last look; the latest
-- looked at comes last.
SELECT source, path, path_bytes, root, file_id, size_bytes, modified_ns, version, identity_path
FROM stored.files
QUALIFY row_number() OVER (PARTITION BY source, path ORDER BY seen_at DESC, run_id DESC) = 1
ORDER BY seen_at, run_id
