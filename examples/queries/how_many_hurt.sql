-- What each outlet says about the injured of the ferry story, in its own words.
SELECT published_at, coalesce(outlet, 'not known') AS outlet, qualifier, CAST(value AS INTEGER) AS injured, sentence
FROM figures
JOIN articles USING (article_id)
WHERE unit = 'injured'
    AND story_id = (SELECT story_id FROM search('ferry Gannet Rock') LIMIT 1)
QUALIFY row_number() OVER (PARTITION BY article_id, value ORDER BY is_in_title, start) = 1
ORDER BY published_at, injured
