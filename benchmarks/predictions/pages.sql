-- Extracted pages for the scorer of the extraction kit; files are named by the ids of its cases.
-- Columns: id, title, authors, published (local time of the page), body, language, site_name, topics.
SELECT
    regexp_replace(outcomes.path, '\.[a-z]+$', '') AS id,
    articles.title,
    articles.authors,
    strftime(
        articles.published_at + to_minutes(coalesce(articles.published_offset_minutes, 0)), '%Y-%m-%dT%H:%M:%S'
    ) AS published,
    article_text.text AS body,
    articles.language,
    articles.outlet AS site_name,
    articles.topics
FROM outcomes
JOIN articles USING (article_id)
JOIN article_text ON article_text.revision_id = outcomes.revision_id
ORDER BY id
