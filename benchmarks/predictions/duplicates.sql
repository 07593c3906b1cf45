-- Groups of copies for the scorer of the dedup kit, whose generator numbers its articles by line.
-- Columns: id, cluster.
SELECT
    format('d{:08d}', CAST(regexp_extract(outcomes.record, '\d+') AS INTEGER) - 1) AS id,
    coalesce(articles.duplicate_of, articles.article_id) AS cluster
FROM outcomes
JOIN articles USING (article_id)
ORDER BY id
