-- What became of every record, for `check.py` of the hostile kit.
-- Columns: path_b64, status (article, set_aside or skipped), reason, title, text, date.
SELECT
    to_base64(coalesce(outcomes.path_bytes, encode(outcomes.path))) AS path_b64,
    CASE outcomes.status WHEN 'rejected' THEN 'set_aside' ELSE outcomes.status END AS status,
    replace(outcomes.reason, '_', ' ') || ': ' || outcomes.detail AS reason,
    articles.title,
    article_text.text,
    CAST(articles.published_at AS VARCHAR) AS date
FROM outcomes
LEFT JOIN articles USING (article_id)
LEFT JOIN article_text ON article_text.revision_id = outcomes.revision_id
ORDER BY path_b64, outcomes.record
