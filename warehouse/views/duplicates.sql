-- One row per copy: the original it repeats, and the evidence.
CREATE VIEW duplicates AS
SELECT article_id, original_id, relation, containment, jaccard, shared_numbers, method, linked_at
FROM stored.duplicates
