-- Who republishes whom, how often, and with what delay.
-- original_outlet: whose texts they are: a news agency, or an outlet (or site)
-- is_agency: true for a news agency
-- outlet: who ran them
-- is_within_family: true if both are of one family, by the user's outlets.csv
-- articles: texts it ran
-- copies: of these, articles that repeat another one word for word or nearly; the others are credited alone
-- median_lag_minutes: half of them came at most so long after the first article with the text; null where times are not known
CREATE VIEW syndication AS
SELECT
    origins.origin_outlet AS original_outlet,
    origins.agency IS NOT NULL AS is_agency,
    origins.outlet,
    coalesce(bool_or(origins.family = origin.family AND origins.agency IS NULL), false) AS is_within_family,
    count(*) AS articles,
    count(*) FILTER (WHERE copy.duplicate_of IS NOT NULL OR origins.origin_article_id <> copy.article_id) AS copies,
    median(date_diff('minute', original.published_at, copy.published_at)) FILTER (
        WHERE copy.article_id <> original.article_id
            AND copy.published_precision <> 'day'
            AND original.published_precision <> 'day'
    ) AS median_lag_minutes
FROM origins
JOIN articles AS copy USING (article_id)
JOIN articles AS original ON original.article_id = origins.origin_article_id
JOIN origins AS origin ON origin.article_id = origins.origin_article_id
WHERE origins.is_copy
    AND origins.origin_outlet IS DISTINCT FROM origins.outlet
GROUP BY ALL
ORDER BY articles DESC, original_outlet, origins.outlet
