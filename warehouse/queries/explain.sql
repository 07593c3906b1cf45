-- The way of the records that $what VARCHAR names, from bytes to tables: a path, an address, or the beginning of an
-- article_id, document_id, revision_id or file_id.
WITH records AS (
    SELECT outcomes.*, files.root, files.file_id, files.size_bytes, files.identity_path, articles.canonical_url
    FROM outcomes
    JOIN files USING (run_id, source, path)
    LEFT JOIN articles USING (article_id)
    WHERE outcomes.path = $what
        OR articles.canonical_url = $what
        OR articles.url = $what
        OR (
            len($what) >= 6
            AND (
                starts_with(outcomes.article_id, $what)
                OR starts_with(outcomes.document_id, $what)
                OR starts_with(outcomes.revision_id, $what)
                OR starts_with(files.file_id, $what)
            )
        )
),
metadata AS (
    SELECT article_metadata.*
    FROM stored.article_metadata
    SEMI JOIN records USING (revision_id)
),
cuts AS (
    SELECT
        revision_id,
        len(removed) AS lines,
        array_to_string(list_distinct(list_transform(removed, lambda cut: cut.reason)), ', ') AS reasons
    FROM stored.article_text
    SEMI JOIN records USING (revision_id)
),
steps AS (
    SELECT path, record, document_id, 1 AS place, 'file' AS step,
        format('{} in {}, {} bytes, SHA-256 {}', path, root, size_bytes, file_id) AS what
    FROM records
    UNION ALL
    SELECT path, record, document_id, 2, 'record',
        concat_ws(', ', CASE WHEN record = '' THEN 'the whole file' ELSE record END, 'document ' || document_id,
            'read by run ' || run_id)
    FROM records
    UNION ALL
    SELECT path, record, document_id, 3, 'outcome',
        concat_ws(': ', concat_ws(', ', status, change, stage), reason, detail)
    FROM records
    UNION ALL
    SELECT records.path, records.record, records.document_id, 4, 'article',
        concat_ws(', ', 'article ' || metadata.article_id,
            CASE WHEN metadata.canonical_url IS NULL THEN 'known by source, path and record'
                ELSE 'known by ' || metadata.canonical_url END)
    FROM records
    JOIN metadata USING (revision_id)
    UNION ALL
    SELECT records.path, records.record, records.document_id, 5, 'metadata',
        concat_ws('; ',
            'title “' || metadata.title || '” from ' || metadata.title_from,
            'published ' || strftime(metadata.published_at, '%Y-%m-%d %H:%M') || ' UTC from ' || metadata.published_from,
            'outlet ' || metadata.outlet || ' from ' || metadata.outlet_from,
            'authors ' || array_to_string(metadata.authors, ', ') || ' from ' || metadata.authors_from,
            'section ' || metadata.section || ' from ' || metadata.section_from,
            'language ' || metadata.language || ' from ' || metadata.language_from)
    FROM records
    JOIN metadata USING (revision_id)
    UNION ALL
    SELECT records.path, records.record, records.document_id, 6, 'text',
        concat_ws(', ', metadata.word_count || ' words', cuts.lines || ' lines cut', nullif(cuts.reasons, ''))
    FROM records
    JOIN metadata USING (revision_id)
    JOIN cuts USING (revision_id)
    UNION ALL
    SELECT records.path, records.record, records.document_id, 7, 'state',
        concat_ws(', ', 'number ' || revisions.revision_number || ', revision ' || revisions.revision_id,
            CASE WHEN revisions.valid_to IS NULL THEN 'current'
                ELSE 'replaced ' || strftime(revisions.valid_to, '%Y-%m-%d %H:%M') || ' UTC' END)
    FROM records
    JOIN revisions USING (revision_id)
    UNION ALL
    SELECT records.path, records.record, records.document_id, 8, 'copy',
        format('{} copy of {}, found {}', duplicates.relation, duplicates.original_id, duplicates.method)
            || format('; containment {:.2f}, Jaccard {:.2f}', duplicates.containment, duplicates.jaccard)
    FROM records
    JOIN duplicates USING (article_id)
    UNION ALL
    SELECT records.path, records.record, records.document_id, 9, 'story',
        format('{}, {} articles of {} outlets: {}', stories.story_id, stories.articles, stories.outlets,
            coalesce(stories.title, 'no title known'))
    FROM records
    JOIN articles USING (article_id)
    JOIN stories USING (story_id)
)
SELECT record, step, what
FROM steps
ORDER BY path, record, document_id, place
