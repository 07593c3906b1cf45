-- The outlets and sites met, each with the row of the user's outlets.csv that fits it best: by site, else by name.
-- outlet: as in `articles`, or null
-- site: as in `articles`, or null
-- name: what the list calls it
-- family: the group of outlets that it belongs to, as the list has it; it counts as one voice
-- country: as the list has it
-- fits: site or outlet, by which the row was found; null if none fits
CREATE VIEW listed_outlets AS
WITH met AS (
    SELECT DISTINCT outlet, site
    FROM stored.article_metadata
    WHERE coalesce(outlet, site) IS NOT NULL
),
-- The ends of each host name: news.harbour.example, harbour.example, example. Equal ones are found at once.
ends AS (
    SELECT outlet, site, array_to_string(parts[place:], '.') AS site_end
    FROM (SELECT outlet, site, string_split(site, '.') AS parts FROM met)
    CROSS JOIN unnest(range(1, len(parts) + 1)) AS places (place)
),
fitting AS (
    SELECT outlet, site, arg_max(listed, closeness) AS listed
    FROM (
        SELECT ends.outlet, ends.site, listed, length(listed.site) AS closeness
        FROM ends
        JOIN stored.listed_outlets AS listed ON listed.site = ends.site_end
        UNION ALL
        SELECT met.outlet, met.site, listed, 0 AS closeness
        FROM met
        JOIN stored.listed_outlets AS listed ON lower(listed.outlet) = lower(met.outlet)
    )
    GROUP BY ALL
)
SELECT
    met.outlet,
    met.site,
    fitting.listed.name AS name,
    fitting.listed.family AS family,
    fitting.listed.country AS country,
    CASE
        WHEN fitting.listed.site = met.site OR ends_with(met.site, '.' || fitting.listed.site) THEN 'site'
        WHEN fitting.listed IS NOT NULL THEN 'outlet'
    END AS fits
FROM met
LEFT JOIN fitting ON fitting.outlet IS NOT DISTINCT FROM met.outlet AND fitting.site IS NOT DISTINCT FROM met.site
