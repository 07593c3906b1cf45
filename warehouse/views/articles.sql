-- The current state of each article.
-- duplicate_of: the article it repeats, or null
-- relation: how it repeats it: exact, near, truncated, contains or revision
-- agency: news agency credited in it, also where it only contributed; whose text it is, is in `origins`
-- story_id: the story it reports, or null
CREATE VIEW articles AS
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.document_id,
    metadata.source,
    metadata.path,
    metadata.record,
    metadata.url,
    metadata.canonical_url,
    metadata.site,
    metadata.outlet,
    metadata.title,
    metadata.authors,
    coalesce(credits.agency, metadata.agency) AS agency,
    metadata.published_at,
    metadata.published_offset_minutes,
    metadata.published_precision,
    metadata.modified_at,
    metadata.fetched_at,
    metadata.first_seen_at,
    metadata.revision_number,
    metadata.language,
    metadata.section,
    metadata.topics,
    metadata.description,
    metadata.lead_image_url,
    metadata.word_count,
    duplicates.original_id AS duplicate_of,
    duplicates.relation,
    story_members.story_id,
    metadata.outlet_from,
    metadata.title_from,
    metadata.authors_from,
    coalesce(metadata.agency_from, CASE WHEN credits.agency IS NOT NULL THEN 'text' END) AS agency_from,
    metadata.published_from,
    metadata.modified_from,
    metadata.language_from,
    metadata.section_from,
    metadata.topics_from,
    metadata.description_from,
    metadata.lead_image_from,
    metadata.text_hash,
    metadata.is_free_access,
    metadata.robots,
    metadata.is_mining_reserved,
    metadata.mining_policy_url
FROM stored.article_metadata AS metadata
ANTI JOIN stored.superseded_revisions USING (revision_id)
LEFT JOIN stored.agency_credits AS credits ON credits.revision_id = metadata.revision_id
LEFT JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
-- A copy belongs to the story of its original. The condition always holds: with it DuckDB takes this join for smaller than
-- the texts, and in a question about some articles' texts reads theirs instead of all.
LEFT JOIN (FROM stored.story_members WHERE article_id <> '') AS story_members ON story_members.article_id = coalesce(duplicates.original_id, metadata.article_id)
