-- Articles whose title and text hold all of the words, in any order, case and with or without accents; a word that ends
-- with * stands for all that begin so, and words in quotation marks stand together:
-- FROM search('rocket embass*'), FROM search('"gannet rock"', since := DATE '2026-11-01', in_language := 'pt').
CREATE MACRO search(words, since := NULL, until := NULL, in_language := NULL) AS TABLE
WITH lettered AS (
    SELECT
        articles.article_id,
        articles.published_at,
        articles.outlet,
        articles.title,
        articles.story_id,
        lower(strip_accents(concat_ws(' ', articles.title, article_text.text))) AS letters
    FROM articles
    JOIN article_text USING (revision_id)
    WHERE (since IS NULL OR articles.published_at >= CAST(since AS TIMESTAMPTZ))
        AND (until IS NULL OR articles.published_at < CAST(until AS TIMESTAMPTZ))
        AND (in_language IS NULL OR articles.language = in_language)
)
SELECT article_id, published_at, outlet, title, story_id
FROM lettered
-- A text is cut into words only if it has the letters of the first of each: that takes several times as long.
WHERE CASE
    WHEN list_bool_and(
        list_transform(wanted_words(words), lambda word: contains(letters, split_part(trim(word), ' ', 1)))
    )
    THEN list_transform(
        [folded_words(letters)],
        lambda folded: list_bool_and(list_transform(wanted_words(words), lambda word: contains(folded, word)))
    )[1]
END
ORDER BY published_at DESC NULLS LAST, article_id
