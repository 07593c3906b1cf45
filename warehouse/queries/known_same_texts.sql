-- Known articles, however old, with one of the texts in `new_texts` (exact_hash): their article_key.
SELECT DISTINCT article_key
FROM stored.fingerprints
SEMI JOIN new_texts USING (exact_hash)
