-- What the last run that read new files has stored of each outlet, beside the median of the runs before it that read
-- the same source. Files read once more, as by `replay` and `repair`, tell nothing of what has come.
-- Parameters: $runs INTEGER, how many earlier runs at most; $least_runs INTEGER, at least.
WITH first_read AS (
    SELECT run_id, source
    FROM stored.files
    WHERE is_reading
    QUALIFY row_number() OVER (
        PARTITION BY source, path, size_bytes, modified_ns, version ORDER BY seen_at, run_id
    ) = 1
),
readings AS (
    SELECT DISTINCT first_read.run_id, first_read.source, runs.started_at
    FROM first_read
    JOIN stored.runs USING (run_id)
),
newest AS (
    SELECT run_id
    FROM readings
    ORDER BY started_at DESC, run_id DESC
    LIMIT 1
),
earlier AS (
    SELECT readings.run_id, readings.source
    FROM readings
    JOIN readings AS this ON this.source = readings.source AND this.run_id = (FROM newest)
    WHERE readings.started_at < this.started_at
    QUALIFY row_number() OVER (PARTITION BY readings.source ORDER BY readings.started_at DESC) <= $runs
),
made AS (
    SELECT
        metadata.run_id,
        metadata.source,
        coalesce(metadata.outlet, metadata.site) AS outlet,
        count(*) AS articles,
        median(metadata.word_count) AS words,
        count(duplicates.article_id) / count(*) AS share_of_copies
    FROM stored.article_metadata AS metadata
    LEFT JOIN stored.duplicates USING (article_id)
    WHERE coalesce(metadata.outlet, metadata.site) IS NOT NULL
        AND (metadata.run_id = (FROM newest) OR metadata.run_id IN (SELECT run_id FROM earlier))
    GROUP BY metadata.run_id, metadata.source, coalesce(metadata.outlet, metadata.site)
),
usual AS (
    SELECT
        earlier.source,
        outlets.outlet,
        median(coalesce(made.articles, 0)) AS articles,
        median(made.words) AS words,
        median(made.share_of_copies) AS share_of_copies
    FROM earlier
    JOIN (SELECT DISTINCT source, outlet FROM made) AS outlets USING (source)
    LEFT JOIN made ON made.run_id = earlier.run_id AND made.source = earlier.source AND made.outlet = outlets.outlet
    GROUP BY earlier.source, outlets.outlet
    HAVING count(*) >= $least_runs
)
SELECT
    usual.source,
    usual.outlet,
    coalesce(this.articles, 0) AS articles,
    usual.articles AS usual_articles,
    this.words,
    usual.words AS usual_words,
    this.share_of_copies,
    usual.share_of_copies AS usual_share_of_copies
FROM usual
LEFT JOIN made AS this ON this.run_id = (FROM newest) AND this.source = usual.source AND this.outlet = usual.outlet
ORDER BY usual.source, usual.outlet
