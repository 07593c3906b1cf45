-- The words of a question as `search` looks for them in `folded_words`: a beginning has no blank behind it:
-- SELECT wanted_words('Rocket embass* "gannet rock"').
CREATE MACRO wanted_words(words) AS list_filter(
    list_transform(
        regexp_extract_all(words, '"[^"]*"\*?|[^\s"]+'),
        lambda word: CASE
            WHEN ends_with(word, '*') THEN rtrim(folded_words(word))
            ELSE folded_words(word)
        END
    ),
    lambda word: trim(word) <> ''
)
