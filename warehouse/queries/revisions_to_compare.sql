-- The states that have taken the places of others, with both contents, as far as what is different has not been said.
SELECT
    superseded.article_id,
    superseded.superseded_by AS revision_id,
    superseded.revision_id AS previous_revision_id,
    before.title AS before_title,
    before.language AS before_language,
    before_text.text AS before_text,
    before_text.removed AS before_cut,
    after.title AS after_title,
    after.language AS after_language,
    after_text.text AS after_text,
    after_text.removed AS after_cut
FROM stored.superseded_revisions AS superseded
ANTI JOIN stored.revision_changes
    ON revision_changes.previous_revision_id = superseded.revision_id
    AND revision_changes.revision_id = superseded.superseded_by
JOIN stored.article_metadata AS before ON before.revision_id = superseded.revision_id
JOIN stored.article_metadata AS after ON after.revision_id = superseded.superseded_by
JOIN stored.article_text AS before_text ON before_text.revision_id = superseded.revision_id
JOIN stored.article_text AS after_text ON after_text.revision_id = superseded.superseded_by
