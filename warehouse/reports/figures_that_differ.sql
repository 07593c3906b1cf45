-- Where the outlets of one story give figures for the same thing, as they wrote them. Two that differ can both be true.
-- Parameters: $story_ids VARCHAR[].
-- Columns: story_id, subject, relation (differs, same or one side), article_id, outlet, written, value, sentence, other_article_id,
-- other_outlet, other_written, other_value, other_sentence.
WITH wanted AS (
    SELECT *
    FROM differences
    WHERE story_id IN (SELECT unnest($story_ids))
),
-- A sentence can give one value twice: its first place is as good as the other.
written AS (
    SELECT
        figures.article_id,
        figures.value,
        figures.qualifier,
        figures.sentence,
        arg_min(
            substring(
                CASE WHEN figures.is_in_title THEN articles.title ELSE article_text.text END,
                figures.start + 1,
                figures."end" - figures.start
            ),
            (NOT figures.is_in_title, figures.start)
        ) AS written
    FROM figures
    JOIN articles ON articles.article_id = figures.article_id AND articles.revision_id = figures.revision_id
    JOIN article_text ON article_text.revision_id = figures.revision_id
    WHERE articles.story_id IN (SELECT unnest($story_ids))
    GROUP BY figures.article_id, figures.value, figures.qualifier, figures.sentence
)
SELECT
    wanted.story_id,
    wanted.subject,
    wanted.relation,
    wanted.article_id,
    wanted.outlet,
    coalesce(this.written, concat_ws(' ', wanted.qualifier, format('{:,g}', wanted.value))) AS written,
    wanted.value,
    wanted.sentence,
    wanted.other_article_id,
    wanted.other_outlet,
    CASE
        WHEN wanted.relation = 'one side' THEN 'no number'
        ELSE coalesce(other.written, concat_ws(' ', wanted.other_qualifier, format('{:,g}', wanted.other_value)))
    END AS other_written,
    wanted.other_value,
    wanted.other_sentence
FROM wanted
LEFT JOIN written AS this
    ON this.article_id = wanted.article_id
    AND this.value IS NOT DISTINCT FROM wanted.value
    AND this.qualifier IS NOT DISTINCT FROM wanted.qualifier
    AND this.sentence = wanted.sentence
LEFT JOIN written AS other
    ON other.article_id = wanted.other_article_id
    AND other.value IS NOT DISTINCT FROM wanted.other_value
    AND other.qualifier IS NOT DISTINCT FROM wanted.other_qualifier
    AND other.sentence = wanted.other_sentence
ORDER BY
    wanted.story_id,
    list_position(['differs', 'one side', 'same'], wanted.relation),
    wanted.subject,
    wanted.outlet NULLS LAST,
    wanted.other_outlet NULLS LAST,
    wanted.value,
    wanted.other_value,
    wanted.sentence
