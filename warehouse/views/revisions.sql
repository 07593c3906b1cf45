-- Every state of every article, oldest first.
-- valid_from: when storyfold stored this state (UTC)
-- valid_to: when a later state replaced it (UTC), or null for the current one
-- kind: first; late (an earlier state that came in later); or what is different from the state before: correction, withdrawal, update, figures, headline, minor, date
-- changed_fields: what differs from the state before: title, text, published_at
-- previous_revision_id: the state before
-- previous_title: its title
-- paragraphs_added: paragraphs that the state before has not
-- paragraphs_removed: paragraphs that only the state before has
-- paragraphs_changed: paragraphs in other words or with other numbers
-- changed_figures: numbers that others have taken the places of: unit, before, after
-- note: the words in which it says that it was corrected or withdrawn
CREATE VIEW revisions AS
WITH replacements AS (
    -- Of several states that one has replaced, as pages that arrive late are, the last before it.
    SELECT
        superseded_by AS revision_id,
        arg_max(changed_fields, (superseded_at, revision_id)) AS changed_fields,
        arg_max(revision_id, (superseded_at, revision_id)) AS previous_revision_id
    FROM stored.superseded_revisions
    GROUP BY superseded_by
)
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.revision_number,
    metadata.seen_at AS valid_from,
    replaced.superseded_at AS valid_to,
    CASE
        WHEN replacements.revision_id IS NOT NULL THEN coalesce(changes.kind, 'changed')
        WHEN metadata.revision_number = 1 THEN 'first'
        ELSE 'late'
    END AS kind,
    coalesce(replacements.changed_fields, []) AS changed_fields,
    replacements.previous_revision_id,
    previous.title AS previous_title,
    len(list_filter(changes.paragraphs, lambda p: p.before IS NULL)) AS paragraphs_added,
    len(list_filter(changes.paragraphs, lambda p: p.after IS NULL)) AS paragraphs_removed,
    len(list_filter(changes.paragraphs, lambda p: p.before IS NOT NULL AND p.after IS NOT NULL)) AS paragraphs_changed,
    changes.figures AS changed_figures,
    changes.note,
    metadata.title,
    metadata.published_at,
    metadata.modified_at,
    metadata.word_count,
    metadata.text_hash,
    metadata.source,
    metadata.path,
    metadata.record
FROM stored.article_metadata AS metadata
LEFT JOIN stored.superseded_revisions AS replaced ON replaced.revision_id = metadata.revision_id
LEFT JOIN replacements ON replacements.revision_id = metadata.revision_id
LEFT JOIN stored.article_metadata AS previous ON previous.revision_id = replacements.previous_revision_id
LEFT JOIN stored.revision_changes AS changes
    ON changes.revision_id = replacements.revision_id
    AND changes.previous_revision_id = replacements.previous_revision_id
ORDER BY metadata.article_id, metadata.revision_number
