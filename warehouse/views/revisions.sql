-- Every state of every article, oldest first.
-- valid_from: when storyfold stored this state (UTC)
-- valid_to: when a later state replaced it (UTC), or null for the current one
-- kind: first, or changed
-- changed_fields: what differs from the state before: title, text, published_at
CREATE VIEW revisions AS
WITH replacements AS (
    -- Of several states that one has replaced, as pages that arrive late are, the last before it.
    SELECT superseded_by AS revision_id, arg_max(changed_fields, (superseded_at, revision_id)) AS changed_fields
    FROM stored.superseded_revisions
    GROUP BY superseded_by
)
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.revision_number,
    metadata.seen_at AS valid_from,
    replaced.superseded_at AS valid_to,
    CASE WHEN metadata.revision_number = 1 THEN 'first' ELSE 'changed' END AS kind,
    coalesce(replacements.changed_fields, []) AS changed_fields,
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
ORDER BY metadata.article_id, metadata.revision_number
