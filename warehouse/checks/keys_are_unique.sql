-- What is named by a key stands once: states in the index, stories, runs, what replaced a state, and what is said of one.
SELECT 'fingerprints' AS table_name, revision_id AS key, count(*) AS times
FROM stored.fingerprints
GROUP BY revision_id
HAVING count(*) > 1
UNION ALL
SELECT 'stories', story_id, count(*)
FROM stored.stories
GROUP BY story_id
HAVING count(*) > 1
UNION ALL
SELECT 'runs', run_id, count(*)
FROM stored.runs
GROUP BY run_id
HAVING count(*) > 1
UNION ALL
SELECT 'superseded_revisions', revision_id, count(*)
FROM stored.superseded_revisions
GROUP BY revision_id
HAVING count(*) > 1
UNION ALL
SELECT 'field_alternatives', revision_id || ' ' || field || ' ' || rank, count(*)
FROM stored.field_alternatives
GROUP BY revision_id, field, rank
HAVING count(*) > 1
UNION ALL
SELECT 'agency_credits', revision_id, count(*)
FROM stored.agency_credits
GROUP BY revision_id
HAVING count(*) > 1
UNION ALL
SELECT 'revision_changes', previous_revision_id || ' ' || revision_id, count(*)
FROM stored.revision_changes
GROUP BY previous_revision_id, revision_id
HAVING count(*) > 1
UNION ALL
SELECT 'mentions', revision_id || ' ' || name_key, count(*)
FROM stored.mentions
GROUP BY revision_id, name_key
HAVING count(*) > 1
UNION ALL
SELECT 'name_searches', revision_id, count(*)
FROM stored.name_searches
GROUP BY revision_id
HAVING count(*) > 1
