-- The current states whose credits have not been looked for with the agencies that are known today.
-- is_outdated: looked for with those known at another time
-- Parameters: $list_id VARCHAR, of the agencies.
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.outlet,
    metadata.site,
    metadata.agency,
    credits.revision_id IS NOT NULL AS is_outdated
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
LEFT JOIN stored.agency_credits AS credits USING (revision_id)
WHERE credits.list_id IS DISTINCT FROM $list_id
