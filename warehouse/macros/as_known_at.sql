-- The articles as they were known at a moment, with the links and stories found by then; a link that another has taken
-- the place of since is not known any more: FROM as_known_at(TIMESTAMPTZ '2026-11-10 12:00:00+00').
CREATE MACRO as_known_at(moment) AS TABLE
WITH RECURSIVE merges AS (
    SELECT other_story_id AS ended, story_id AS kept, changed_at
    FROM stored.story_changes
    WHERE kind = 'merged'
        AND changed_at <= moment
),
placed AS (
    SELECT
        article_id,
        arg_max(story_id, (changed_at, kind)) AS story_id,
        max(changed_at) AS since,
        0 AS steps
    FROM stored.story_changes
    WHERE article_id IS NOT NULL
        AND changed_at <= moment
    GROUP BY article_id
    UNION ALL
    SELECT placed.article_id, merges.kept, merges.changed_at, placed.steps + 1
    FROM placed
    JOIN merges ON merges.ended = placed.story_id AND merges.changed_at >= placed.since
    WHERE placed.steps < 1000
),
places AS (
    SELECT article_id, arg_max(story_id, steps) AS story_id
    FROM placed
    GROUP BY article_id
),
links AS (
    SELECT article_id, original_id, relation
    FROM stored.duplicates
    WHERE linked_at <= moment
)
SELECT
    revisions.article_id,
    revisions.revision_id,
    revisions.revision_number,
    revisions.title,
    revisions.published_at,
    revisions.modified_at,
    revisions.word_count,
    links.original_id AS duplicate_of,
    links.relation,
    places.story_id,
    article_text.text
FROM revisions
JOIN article_text USING (revision_id)
LEFT JOIN links ON links.article_id = revisions.article_id
LEFT JOIN places ON places.article_id = coalesce(links.original_id, revisions.article_id)
WHERE revisions.valid_from <= moment
    AND (revisions.valid_to IS NULL OR revisions.valid_to > moment)
ORDER BY revisions.article_id
