-- The way of records from bytes to tables, a step a row. Parameters: $what VARCHAR, a path, a path with a record behind
-- it ("export.jsonl, line 7"), an address, or the beginning of an article_id, document_id, revision_id or file_id;
-- $typed VARCHAR, the same as a path from the root of the file system; $most INTEGER, records at most.
-- Columns: path, record, step, what, root, path_bytes, size_bytes, matching (records that $what names).
WITH addressed AS MATERIALIZED (
    SELECT article_id
    FROM stored.article_metadata
    WHERE canonical_url = $what OR url = $what
),
records AS MATERIALIZED (
    SELECT outcomes.*, files.root, files.file_id, files.size_bytes, files.identity_path, files.discovered,
        files.accepted, files.revised, files.unchanged, files.rejected, files.skipped, count(*) OVER () AS matching,
        row_number() OVER (PARTITION BY source, path ORDER BY len(record), record) = 1 AS is_first
    FROM outcomes
    JOIN files USING (run_id, source, path)
    WHERE outcomes.path = $what
        OR (outcomes.path || ', ' || outcomes.record) = $what
        OR (files.root || '/' || outcomes.path) = $typed
        OR (files.root || '/' || outcomes.path || ', ' || outcomes.record) = $typed
        OR outcomes.article_id IN (SELECT article_id FROM addressed)
        OR (
            len($what) >= 6
            AND (
                starts_with(outcomes.article_id, $what)
                OR starts_with(outcomes.document_id, $what)
                OR starts_with(outcomes.revision_id, $what)
                OR starts_with(files.file_id, $what)
            )
        )
    ORDER BY outcomes.source, outcomes.path, len(outcomes.record), outcomes.record
    LIMIT $most
),
wanted AS MATERIALIZED (
    SELECT DISTINCT article_id
    FROM records
),
states AS MATERIALIZED (
    SELECT *
    FROM stored.article_metadata
    SEMI JOIN wanted USING (article_id)
),
replaced AS MATERIALIZED (
    SELECT superseded_revisions.*
    FROM stored.superseded_revisions
    SEMI JOIN wanted USING (article_id)
),
links AS MATERIALIZED (
    SELECT duplicates.*
    FROM stored.duplicates
    WHERE article_id IN (SELECT article_id FROM wanted) OR original_id IN (SELECT article_id FROM wanted)
),
originals AS MATERIALIZED (
    SELECT article_id, arg_max(coalesce(outlet, source) || ': ' || coalesce(title, path), revision_number) AS name
    FROM stored.article_metadata
    WHERE article_id IN (SELECT original_id FROM links)
    GROUP BY article_id
),
members AS MATERIALIZED (
    SELECT wanted.article_id, story_members.story_id
    FROM wanted
    LEFT JOIN links ON links.article_id = wanted.article_id
    JOIN stored.story_members ON story_members.article_id = coalesce(links.original_id, wanted.article_id)
),
story_texts AS (
    SELECT story_members.story_id, story_members.article_id, coalesce(story_members.similarity, 0) AS similarity
    FROM stored.story_members
    WHERE story_id IN (SELECT story_id FROM members)
    UNION ALL
    SELECT story_members.story_id, duplicates.article_id, NULL
    FROM stored.story_members
    JOIN stored.duplicates ON duplicates.original_id = story_members.article_id
    WHERE story_id IN (SELECT story_id FROM members)
),
stories AS MATERIALIZED (
    -- As in the view of the same name, which would look at all stories.
    SELECT story_id,
        coalesce(
            arg_min(metadata.title, (-similarity, coalesce(metadata.published_at, 'infinity'), article_id))
                FILTER (WHERE similarity IS NOT NULL AND metadata.title IS NOT NULL),
            any_value(founded.title)
        ) AS title,
        count(DISTINCT article_id) AS articles,
        count(DISTINCT coalesce(outlet, site, article_id)) AS outlets
    FROM story_texts
    JOIN stored.article_metadata AS metadata USING (article_id)
    ANTI JOIN stored.superseded_revisions USING (revision_id)
    JOIN stored.stories AS founded USING (story_id)
    GROUP BY story_id
),
texts AS MATERIALIZED (
    SELECT revision_id, removed
    FROM stored.article_text
    SEMI JOIN records USING (revision_id)
),
cuts AS (
    SELECT revision_id, unnest(removed) AS cut, generate_subscripts(removed, 1) AS number
    FROM texts
),
steps AS (
    SELECT records.*, 10 AS place, 'file' AS step,
        concat_ws(', ', path || ' in ' || root, format('{:,} bytes', size_bytes), 'SHA-256 ' || file_id,
            CASE WHEN identity_path != path THEN 'first seen as ' || identity_path END) AS what
    FROM records
    WHERE is_first
    UNION ALL
    SELECT records.*, 20, 'records',
        concat_ws(', ', format('{:,} in the file: {:,} new {}', discovered, accepted, if(accepted = 1, 'article', 'articles')), revised || ' revised',
            unchanged || ' as stored', rejected || ' rejected', skipped || ' skipped')
    FROM records
    WHERE is_first AND discovered > 1
    UNION ALL
    SELECT records.*, 30, 'record',
        concat_ws(', ', CASE WHEN record = '' THEN 'the whole file' ELSE record END, 'document ' || document_id,
            'read by run ' || run_id, strftime(seen_at, '%Y-%m-%d %H:%M') || ' UTC')
    FROM records
    UNION ALL
    SELECT records.*, 40, 'outcome',
        concat_ws(': ', concat_ws(', ', status, change, stage), reason, nullif(detail, ''))
    FROM records
    UNION ALL
    SELECT records.*, 50, 'article',
        concat_ws(', ', 'article ' || states.article_id,
            CASE WHEN states.canonical_url IS NULL THEN 'known by source, path and record'
                ELSE 'known by ' || states.canonical_url END)
    FROM records
    JOIN states USING (revision_id)
    UNION ALL
    SELECT records.*, 60, 'metadata',
        concat_ws('; ',
            'title “' || states.title || '” from ' || states.title_from,
            'published ' || strftime(states.published_at, '%Y-%m-%d %H:%M') || ' UTC, known to the '
                || states.published_precision || ', from ' || states.published_from,
            'modified ' || strftime(states.modified_at, '%Y-%m-%d %H:%M') || ' UTC from ' || states.modified_from,
            'outlet ' || states.outlet || ' from ' || states.outlet_from,
            'authors ' || array_to_string(states.authors, ', ') || ' from ' || states.authors_from,
            'agency ' || states.agency || ' from ' || states.agency_from,
            'section ' || states.section || ' from ' || states.section_from,
            'topics ' || array_to_string(states.topics, ', ') || ' from ' || states.topics_from,
            'language ' || states.language || ' from ' || states.language_from)
    FROM records
    JOIN states USING (revision_id)
    UNION ALL
    SELECT records.*, 61, 'not known',
        concat_ws(', ',
            CASE WHEN states.title IS NULL THEN 'title' END,
            CASE WHEN states.published_at IS NULL THEN 'published' END,
            CASE WHEN states.outlet IS NULL THEN 'outlet' END,
            CASE WHEN len(states.authors) = 0 THEN 'authors' END,
            CASE WHEN states.section IS NULL THEN 'section' END,
            CASE WHEN states.language IS NULL THEN 'language' END) AS missing
    FROM records
    JOIN states USING (revision_id)
    WHERE missing != ''
    UNION ALL
    SELECT records.*, 70, 'text', concat_ws(', ', format('{:,} {}', states.word_count, if(states.word_count = 1, 'word', 'words')),
            len(texts.removed) || if(len(texts.removed) = 1, ' line cut', ' lines cut'))
    FROM records
    JOIN states USING (revision_id)
    JOIN texts USING (revision_id)
    UNION ALL
    SELECT records.*, 70 + number, 'cut', format('line {}, {}: {}', cut.line + 1,
            CASE WHEN cut.reason SIMILAR TO '[0-9a-f]{16,}' THEN 'repeated by its outlet, rule ' ELSE '' END || cut.reason,
            cut.text)
    FROM records
    JOIN cuts USING (revision_id)
    UNION ALL
    SELECT records.*, 10000 + states.revision_number, 'state',
        concat_ws(', ', 'number ' || states.revision_number || ', revision ' || states.revision_id,
            'stored ' || strftime(states.seen_at, '%Y-%m-%d %H:%M') || ' UTC',
            CASE WHEN states.revision_id = records.revision_id THEN 'from this record' END,
            CASE WHEN later.revision_id IS NULL THEN 'current'
                ELSE 'replaced ' || strftime(later.superseded_at, '%Y-%m-%d %H:%M') || ' UTC, which changed '
                    || array_to_string(later.changed_fields, ', ') END)
    FROM records
    JOIN states USING (article_id)
    LEFT JOIN replaced AS later ON later.revision_id = states.revision_id
    UNION ALL
    SELECT records.*, 20000, 'copy',
        format('{} copy of {} ({}), found {}', links.relation, links.original_id, originals.name, links.method)
            || format('; containment {:.2f}, Jaccard {:.2f}', links.containment, links.jaccard)
    FROM records
    JOIN links USING (article_id)
    JOIN originals ON originals.article_id = links.original_id
    UNION ALL
    SELECT records.*, 20001, 'copies', count(*) OVER copies
        || if(count(*) OVER copies = 1, ' article repeats it: ', ' articles repeat it: ') || links.article_id
    FROM records
    JOIN links ON links.original_id = records.article_id
    WINDOW copies AS (PARTITION BY records.source, records.path, records.record)
    QUALIFY row_number() OVER (PARTITION BY records.source, records.path, records.record ORDER BY links.article_id) = 1
    UNION ALL
    SELECT records.*, 20002, 'story',
        format('{}, {} {} of {} {}: {}', members.story_id,
            stories.articles, if(stories.articles = 1, 'article', 'articles'),
            stories.outlets, if(stories.outlets = 1, 'outlet', 'outlets'),
            coalesce(stories.title, 'no title known'))
    FROM records
    JOIN members USING (article_id)
    JOIN stories USING (story_id)
    UNION ALL
    SELECT records.*, 20003, 'story',
        format('as like the others of its story as {:.2f} on average', placed.similarity)
            || strftime(placed.joined_at, '; there since %Y-%m-%d %H:%M UTC')
    FROM records
    JOIN stored.story_members AS placed USING (article_id)
    WHERE placed.similarity IS NOT NULL
)
SELECT path, record, step, what, root, path_bytes, size_bytes, matching, article_id
FROM steps
ORDER BY source, path, len(record), record, place
