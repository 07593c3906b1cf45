-- The stories most widely reported. Parameters: $since TIMESTAMPTZ, or null for all; $most INTEGER.
SELECT
    story_id,
    articles,
    outlets,
    independent_outlets,
    first_published_at,
    title
FROM stories
WHERE $since IS NULL OR last_published_at >= $since
ORDER BY independent_outlets DESC, articles DESC, first_published_at DESC NULLS LAST, story_id
LIMIT $most
