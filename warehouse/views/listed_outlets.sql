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
fitting AS (
    SELECT
        met.outlet,
        met.site,
        arg_max(listed, coalesce(CASE WHEN listed.site = met.site OR ends_with(met.site, '.' || listed.site)
            THEN length(listed.site) END, 0)) AS listed
    FROM met
    JOIN stored.listed_outlets AS listed
        ON listed.site = met.site
        OR ends_with(met.site, '.' || listed.site)
        OR lower(listed.outlet) = lower(met.outlet)
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
