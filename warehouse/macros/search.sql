-- Articles whose title and text hold all of the words, in any order, case and with or without accents:
-- FROM search('rocket embassy'), FROM search('inundações', since := DATE '2026-11-01', in_language := 'pt').
CREATE MACRO search(words, since := NULL, until := NULL, in_language := NULL) AS TABLE
SELECT articles.article_id, articles.published_at, articles.outlet, articles.title, articles.story_id
FROM articles
JOIN article_text USING (revision_id)
WHERE (since IS NULL OR articles.published_at >= CAST(since AS TIMESTAMPTZ))
    AND (until IS NULL OR articles.published_at < CAST(until AS TIMESTAMPTZ))
    AND (in_language IS NULL OR articles.language = in_language)
    AND list_bool_and(
        list_transform(
            list_filter(string_split(lower(strip_accents(words)), ' '), lambda word: word <> ''),
            lambda word: contains(lower(strip_accents(concat_ws(' ', articles.title, article_text.text))), word)
        )
    )
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id
