-- The names in the current state of each article, with the article's outlet, time and story.
-- outlet: outlet, or site, of the article
-- language: language of the article
-- published_at: when the article was published (UTC)
-- story_id: the story the article reports, or null
-- duplicate_of: the article that the article repeats, or null: with `duplicate_of IS NULL` no text counts twice
CREATE VIEW mentions AS
SELECT
    mentions.article_id,
    mentions.revision_id,
    mentions.name,
    mentions.name_key,
    mentions.kind,
    mentions.times,
    mentions.is_in_title,
    mentions.start,
    mentions."end",
    mentions.written_as,
    mentions.method,
    mentions.confidence,
    mentions.place_id,
    mentions.place,
    mentions.place_kind,
    mentions.country,
    mentions.latitude,
    mentions.longitude,
    mentions.place_confidence,
    coalesce(articles.outlet, articles.site) AS outlet,
    articles.language,
    articles.published_at,
    articles.story_id,
    articles.duplicate_of
FROM stored.mentions
JOIN articles USING (revision_id)
