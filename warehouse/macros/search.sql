-- Articles whose title and text hold all of the words, in any order and case: FROM search('rocket embassy').
CREATE MACRO search(words) AS TABLE
SELECT articles.article_id, articles.published_at, articles.outlet, articles.title, articles.story_id
FROM articles
JOIN article_text USING (revision_id)
WHERE list_bool_and(
    list_transform(
        string_split(trim(lower(words)), ' '),
        lambda word: contains(lower(concat_ws(' ', articles.title, article_text.text)), word)
    )
)
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id
