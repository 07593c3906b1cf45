-- A text as `search` compares it: words in lower case without accents, a blank around each; a sign of a script that
-- sets no blanks between words is a word by itself: SELECT folded_words('Élan, 北京').
CREATE MACRO folded_words(content) AS regexp_replace(
    ' ' || regexp_replace(
        lower(strip_accents(content)),
        '([\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}])',
        ' \1 ',
        'g'
    ) || ' ',
    '[^\p{L}\p{M}\p{N}]+',
    ' ',
    'g'
)
