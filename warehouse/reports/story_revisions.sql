-- What changed in the articles of the stories after they were first seen.
-- Parameters: $story_ids VARCHAR[].
-- Columns: story_id, article_id, outlet, valid_from, changed_fields, title, previous_title, word_count, previous_word_count.
WITH states AS (
    SELECT
        article_id,
        revision_number,
        valid_from,
        changed_fields,
        title,
        word_count,
        lag(title) OVER one_article AS previous_title,
        lag(word_count) OVER one_article AS previous_word_count
    FROM revisions
    WINDOW one_article AS (PARTITION BY article_id ORDER BY revision_number)
)
SELECT
    articles.story_id,
    articles.article_id,
    coalesce(articles.outlet, articles.site) AS outlet,
    states.valid_from,
    states.changed_fields,
    states.title,
    states.previous_title,
    states.word_count,
    states.previous_word_count
FROM states
JOIN articles USING (article_id)
WHERE states.revision_number > 1
    AND articles.story_id IN (SELECT unnest($story_ids))
ORDER BY articles.story_id, states.valid_from, articles.article_id, states.revision_number
