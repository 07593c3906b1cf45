-- In how many articles each term is, and the number of articles counted.
SELECT term, documents, expected, (SELECT count(*) FROM stored.story_terms) AS articles
FROM stored.term_documents
ORDER BY term
