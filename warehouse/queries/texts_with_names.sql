-- The texts of the states in `wanted` (article_id, revision_id, title, language, site), to look for names in.
SELECT
    wanted.article_id,
    wanted.revision_id,
    wanted.title,
    wanted.language,
    wanted.site,
    article_text.text
FROM stored.article_text
JOIN wanted USING (revision_id)
