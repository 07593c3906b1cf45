-- The articles of one story in order of publication, with the minutes after the first,
-- null where one of both times is a day alone: FROM coverage('<story_id>').
CREATE MACRO coverage(story) AS TABLE
SELECT
    published_at,
    CASE
        WHEN published_precision <> 'day' AND arg_min(published_precision, published_at) OVER () <> 'day'
        THEN date_diff('minute', min(published_at) OVER (), published_at)
    END AS lag_minutes,
    coalesce(outlet, site) AS outlet,
    title,
    language,
    word_count,
    duplicate_of,
    relation,
    article_id
FROM articles
WHERE story_id = story
ORDER BY published_at NULLS LAST, article_id
