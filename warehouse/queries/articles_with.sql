-- Articles with all of the words. Parameters: $words VARCHAR; $since TIMESTAMPTZ and $language VARCHAR, or null for all;
-- $most INTEGER.
SELECT published_at, outlet, title, story_id, article_id
FROM search($words, since := $since, in_language := $language)
ORDER BY published_at DESC NULLS LAST, article_id
LIMIT $most
