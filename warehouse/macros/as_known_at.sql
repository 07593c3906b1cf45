-- The articles as they were known at a moment: FROM as_known_at(TIMESTAMPTZ '2026-11-10 12:00:00+00').
CREATE MACRO as_known_at(moment) AS TABLE
SELECT
    revisions.article_id,
    revisions.revision_id,
    revisions.revision_number,
    revisions.title,
    revisions.published_at,
    revisions.modified_at,
    revisions.word_count,
    article_text.text
FROM revisions
JOIN article_text USING (revision_id)
WHERE revisions.valid_from <= moment
    AND (revisions.valid_to IS NULL OR revisions.valid_to > moment)
ORDER BY revisions.article_id
