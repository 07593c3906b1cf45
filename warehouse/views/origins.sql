-- Whose text each article is, counting origins and not logos.
-- agency: the news agency whose text it is: credited in the article or in another with the same text; null if none is
-- origin_article_id: the article whose text it is: the agency's own, else the original it repeats, else itself
-- origin_outlet: who wrote that text: the agency, else the outlet (or site) of the original
-- origin: the same with the outlets of a family as one: what `independent_outlets` counts
-- outlet: who ran it (outlet or site)
-- family: the family of who ran it, by the user's outlets.csv
-- is_copy: true if it is another's text, by its words or by its credit
CREATE VIEW origins AS
WITH current_articles AS (
    SELECT
        metadata.article_id,
        coalesce(duplicates.original_id, metadata.article_id) AS text_id,
        duplicates.original_id IS NULL AS is_original,
        metadata.published_at,
        coalesce(metadata.outlet, metadata.site) AS outlet,
        listed.family,
        CASE WHEN credits.place <> 'contribution' THEN credits.agency END AS agency,
        coalesce(credits.place = 'outlet', false) AS is_agency
    FROM stored.article_metadata AS metadata
    ANTI JOIN stored.superseded_revisions USING (revision_id)
    LEFT JOIN stored.duplicates ON duplicates.article_id = metadata.article_id
    LEFT JOIN stored.agency_credits AS credits ON credits.revision_id = metadata.revision_id
    LEFT JOIN (FROM listed_outlets WHERE fits IS NOT NULL) AS listed
        ON listed.outlet IS NOT DISTINCT FROM metadata.outlet
        AND listed.site IS NOT DISTINCT FROM metadata.site
),
agencies AS (
    -- Of several agencies the one that most articles with the text credit, of equals the first by name.
    SELECT text_id, arg_min(agency, (-articles, agency)) AS agency
    FROM (
        SELECT text_id, agency, count(*) AS articles
        FROM current_articles
        WHERE agency IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY text_id
),
own_articles AS (
    SELECT text_id, agency, arg_min(article_id, (coalesce(published_at, 'infinity'), article_id)) AS article_id
    FROM current_articles
    WHERE is_agency
    GROUP BY ALL
),
texts AS (
    SELECT
        original.text_id,
        agencies.agency,
        coalesce(own_articles.article_id, original.article_id) AS origin_article_id,
        coalesce(agencies.agency, original.outlet) AS origin_outlet,
        coalesce(agencies.agency, original.family, original.outlet, original.article_id) AS origin
    FROM current_articles AS original
    LEFT JOIN agencies USING (text_id)
    LEFT JOIN own_articles ON own_articles.text_id = original.text_id AND own_articles.agency = agencies.agency
    WHERE original.is_original
)
SELECT
    current_articles.article_id,
    texts.agency,
    texts.origin_article_id,
    texts.origin_outlet,
    texts.origin,
    current_articles.outlet,
    current_articles.family,
    CASE
        WHEN texts.agency IS NOT NULL THEN NOT current_articles.is_agency OR current_articles.agency <> texts.agency
        ELSE NOT current_articles.is_original
    END AS is_copy
FROM current_articles
JOIN texts USING (text_id)
