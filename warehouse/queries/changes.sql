-- The articles that differ between an earlier snapshot and this one. `before`: article_id, revision_id, title, outlet,
-- published_at, duplicate_of and story_id as they were.
-- change: new, changed or gone; what: of a changed article what differs, its state, its original or its story
SELECT
    CASE
        WHEN before.article_id IS NULL THEN 'new'
        WHEN articles.article_id IS NULL THEN 'gone'
        ELSE 'changed'
    END AS change,
    CASE
        WHEN before.article_id IS NOT NULL AND articles.article_id IS NOT NULL
            THEN list_filter(
                [
                    if(articles.revision_id != before.revision_id, 'state', NULL),
                    if(articles.duplicate_of IS DISTINCT FROM before.duplicate_of, 'original', NULL),
                    if(articles.story_id IS DISTINCT FROM before.story_id, 'story', NULL)
                ],
                lambda part: part IS NOT NULL
            ).array_to_string(', ')
    END AS what,
    coalesce(articles.article_id, before.article_id) AS article_id,
    articles.revision_id,
    articles.duplicate_of,
    articles.story_id,
    coalesce(articles.outlet, before.outlet) AS outlet,
    coalesce(articles.title, before.title) AS title,
    coalesce(articles.published_at, before.published_at) AS published_at
FROM articles
FULL JOIN before ON before.article_id = articles.article_id
WHERE (articles.revision_id, articles.duplicate_of, articles.story_id)
    IS DISTINCT FROM (before.revision_id, before.duplicate_of, before.story_id)
ORDER BY change, published_at, article_id
