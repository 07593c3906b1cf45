-- Numbers and statements in the articles of stories that two or more outlets report, with what they count.
CREATE VIEW figures AS
SELECT article_id, revision_id, value, unit, qualifier, sentence, is_in_title, start, "end"
FROM stored.figures
