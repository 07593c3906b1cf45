-- The outlets, the largest first. Parameters: $most INTEGER.
SELECT outlet, site, language, articles, articles - originals AS copies, stories, first_published_at, last_published_at
FROM outlets
ORDER BY articles DESC, outlet
LIMIT $most
