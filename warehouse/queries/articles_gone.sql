-- Articles that tables name and of which no state is stored; and whether they are the original of a copy that is.
WITH named AS (
    SELECT article_id FROM stored.duplicates
    UNION
    SELECT original_id FROM stored.duplicates
    UNION
    SELECT article_id FROM stored.story_members
    UNION
    SELECT article_id FROM stored.figures
    UNION
    SELECT article_id FROM stored.differences
    UNION
    SELECT other_article_id FROM stored.differences
)
SELECT named.article_id, list(duplicates.article_id) FILTER (WHERE duplicates.article_id IS NOT NULL) AS copies
FROM named
ANTI JOIN stored.article_metadata USING (article_id)
LEFT JOIN stored.duplicates ON duplicates.original_id = named.article_id
GROUP BY named.article_id
ORDER BY named.article_id
