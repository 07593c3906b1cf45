-- Articles whose current state is among those found by the index: rows as of articles_with. found: revision_id.
-- Parameters: $since TIMESTAMPTZ and $language VARCHAR, or null for all; $most INTEGER.
SELECT published_at, outlet, title, story_id, article_id
FROM articles
SEMI JOIN found USING (revision_id)
WHERE ($since IS NULL OR published_at >= CAST($since AS TIMESTAMPTZ))
    AND ($language IS NULL OR language = $language)
ORDER BY published_at DESC NULLS LAST, article_id
LIMIT $most
