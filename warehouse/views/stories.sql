-- One row per event, with how widely it was reported.
-- title: headline of the original that is most like the others of the story, of equals the earliest
-- articles: articles of the story, copies included
-- undated_articles: of these, articles without a publication time, which take part by the time they were first seen
-- outlets: outlets (or sites) that ran it; an article whose outlet is not known counts as one of its own
-- independent_outlets: who wrote the texts: credited agencies, families of outlets, and outlets; who runs a text of others is not counted
-- languages: languages it was reported in
-- first_published_at: earliest publication time known (UTC)
-- last_published_at: latest publication time known (UTC)
CREATE VIEW stories AS
WITH counted AS (
    SELECT
        story_id,
        count(*) AS articles,
        count(*) FILTER (WHERE NOT is_dated) AS undated_articles,
        count(DISTINCT coalesce(outlet, site, article_id)) AS outlets,
        count(DISTINCT origin) AS independent_outlets,
        list_sort(list(DISTINCT language) FILTER (WHERE language IS NOT NULL)) AS languages,
        min(published_at) AS first_published_at,
        max(published_at) AS last_published_at,
        arg_min(title, (-coalesce(similarity, 0), coalesce(published_at, 'infinity'), article_id))
            FILTER (WHERE is_original AND title IS NOT NULL) AS title
    FROM story_articles
    GROUP BY story_id
)
SELECT
    stories.story_id,
    coalesce(counted.title, stories.title) AS title,
    counted.articles,
    counted.undated_articles,
    counted.outlets,
    counted.independent_outlets,
    counted.languages,
    counted.first_published_at,
    counted.last_published_at,
    stories.founding_article_id,
    stories.founded_at
FROM stored.stories AS stories
JOIN counted USING (story_id)
