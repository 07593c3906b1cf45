-- What is known of every file: its bytes by the last reading, its name and times by the last look.
SELECT source, path, path_bytes, root, file_id, size_bytes, modified_ns, identity_path
FROM stored.files
QUALIFY row_number() OVER (PARTITION BY source, path ORDER BY seen_at DESC, run_id DESC) = 1
