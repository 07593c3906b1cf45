-- Who republishes whom, and with what delay.
-- original_outlet: whose text it is
-- outlet: who ran a copy
-- copies: articles copied
-- median_lag_minutes: half of the copies came at most so long after the original; null where times are not known
CREATE VIEW syndication AS
SELECT
    coalesce(original.outlet, original.site) AS original_outlet,
    coalesce(copy.outlet, copy.site) AS outlet,
    copy.relation,
    count(*) AS copies,
    median(date_diff('minute', original.published_at, copy.published_at)) AS median_lag_minutes
FROM articles AS copy
JOIN articles AS original ON original.article_id = copy.duplicate_of
WHERE coalesce(original.outlet, original.site) IS DISTINCT FROM coalesce(copy.outlet, copy.site)
GROUP BY ALL
ORDER BY copies DESC, original_outlet, outlet, copy.relation
