-- The current states in which names have not been looked for, or not with what is at hand today.
-- is_outdated: looked for by earlier rules, without a gazetteer that is here now, or without the model that is named
-- Parameters: $rules INTEGER, version of the rules; $has_places BOOLEAN; $model VARCHAR, null for none.
SELECT
    metadata.article_id,
    metadata.revision_id,
    searches.revision_id IS NOT NULL AS is_outdated
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
LEFT JOIN stored.name_searches AS searches USING (revision_id)
WHERE searches.revision_id IS NULL
    OR searches.rules < $rules
    OR ($has_places AND NOT searches.has_places)
    OR ($model IS NOT NULL AND searches.model IS DISTINCT FROM $model)
