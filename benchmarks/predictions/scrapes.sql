-- Cleaned text scrapes for `linebench.py`; files are named KIND/ID.txt.
-- Columns: id, kind, title, body.
SELECT
    regexp_extract(outcomes.path, '([^/]+)\.txt$', 1) AS id,
    regexp_extract(outcomes.path, '^[^/]+') AS kind,
    coalesce(articles.title, '') AS title,
    article_text.text AS body
FROM outcomes
JOIN articles USING (article_id)
JOIN article_text ON article_text.revision_id = outcomes.revision_id
ORDER BY kind, id
