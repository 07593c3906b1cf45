-- One row per value that a page or file gives for a field of an article, and that was not taken; of the current state.
CREATE VIEW field_alternatives AS
SELECT article_id, revision_id, field, value, source, rank
FROM stored.field_alternatives
ANTI JOIN stored.superseded_revisions USING (revision_id)
