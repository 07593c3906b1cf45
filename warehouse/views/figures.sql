-- Numbers and statements in the articles of stories with two or more originals.
CREATE VIEW figures AS
SELECT article_id, revision_id, value, unit, qualifier, sentence, start, "end"
FROM stored.figures
