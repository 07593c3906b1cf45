-- The number of articles whose terms are counted in `term_documents`.
SELECT count(*) AS articles
FROM stored.story_terms
