-- States and articles that the index, the figures and the replaced states name are stored.
SELECT 'fingerprints' AS table_name, fingerprints.revision_id AS missing
FROM stored.fingerprints
ANTI JOIN stored.article_metadata USING (revision_id)
UNION ALL
SELECT 'figures', figures.revision_id
FROM stored.figures
ANTI JOIN stored.article_metadata USING (revision_id)
UNION ALL
SELECT 'superseded_revisions', superseded_revisions.revision_id
FROM stored.superseded_revisions
ANTI JOIN stored.article_metadata USING (revision_id)
UNION ALL
SELECT 'superseded_revisions', superseded_revisions.superseded_by
FROM stored.superseded_revisions
ANTI JOIN stored.article_metadata ON article_metadata.revision_id = superseded_revisions.superseded_by
UNION ALL
SELECT 'agency_credits', agency_credits.revision_id
FROM stored.agency_credits
ANTI JOIN stored.article_metadata USING (revision_id)
UNION ALL
SELECT 'revision_changes', revision_changes.revision_id
FROM stored.revision_changes
ANTI JOIN stored.article_metadata USING (revision_id)
UNION ALL
SELECT 'mentions', mentions.revision_id
FROM stored.mentions
ANTI JOIN stored.article_metadata USING (revision_id)
UNION ALL
SELECT 'mentions', mentions.revision_id
FROM stored.mentions
ANTI JOIN stored.name_searches USING (revision_id)
UNION ALL
SELECT 'name_searches', name_searches.revision_id
FROM stored.name_searches
ANTI JOIN stored.article_metadata USING (revision_id)
