-- The paragraphs that the states of an article changed, with what was there before:
-- FROM what_changed('<article_id>').
CREATE MACRO what_changed(article) AS TABLE
SELECT revisions.valid_from, revisions.kind, paragraph.before, paragraph.after
FROM revisions
JOIN (
    SELECT
        revision_id,
        previous_revision_id,
        unnest(paragraphs) AS paragraph,
        generate_subscripts(paragraphs, 1) AS place
    FROM stored.revision_changes
    WHERE article_id = article
) AS changes USING (revision_id, previous_revision_id)
WHERE revisions.article_id = article
ORDER BY revisions.revision_number, place
