-- What agencies are looked for in, of the states in `wanted` (revision_id): beginnings and ends of texts, and lines cut.
-- Parameters: $head, $tail INTEGER, characters.
SELECT
    metadata.article_id,
    metadata.revision_id,
    metadata.outlet,
    metadata.site,
    metadata.agency,
    left(article_text.text, $head) AS head,
    right(article_text.text, $tail) AS tail,
    article_text.removed AS cut
FROM stored.article_metadata AS metadata
SEMI JOIN wanted USING (revision_id)
JOIN stored.article_text USING (revision_id)
