-- What became of the records of all files, by their last reading, in one row.
-- Columns: files, discovered, accepted, revised, unchanged, rejected, skipped.
SELECT
    count(*) AS files,
    CAST(sum(discovered) AS BIGINT) AS discovered,
    CAST(sum(accepted) AS BIGINT) AS accepted,
    CAST(sum(revised) AS BIGINT) AS revised,
    CAST(sum(unchanged) AS BIGINT) AS unchanged,
    CAST(sum(rejected) AS BIGINT) AS rejected,
    CAST(sum(skipped) AS BIGINT) AS skipped
FROM files
