-- The last reading of every file.
SELECT source, path, root, file_id, size_bytes, modified_ns, identity_path
FROM files
