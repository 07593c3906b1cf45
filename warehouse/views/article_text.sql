-- The text of each state of each article; join on revision_id.
CREATE VIEW article_text AS
SELECT revision_id, text, removed
FROM stored.article_text
