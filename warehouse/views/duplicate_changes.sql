-- Stored articles whose original has become another one, and why: a better original came, a round-up was found out.
CREATE VIEW duplicate_changes AS
SELECT changed_at, run_id, article_id, kind, earlier_original_id, original_id, reason
FROM stored.duplicate_changes
