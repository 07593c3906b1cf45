-- What agencies are looked for in, of the states in `wanted` (article_id, revision_id, outlet, site, agency): beginnings
-- and ends of texts, and lines cut. Parameters: $head, $tail INTEGER, characters.
SELECT
    wanted.article_id,
    wanted.revision_id,
    wanted.outlet,
    wanted.site,
    wanted.agency,
    left(article_text.text, $head) AS head,
    right(article_text.text, $tail) AS tail,
    article_text.removed AS cut
FROM stored.article_text
JOIN wanted USING (revision_id)
