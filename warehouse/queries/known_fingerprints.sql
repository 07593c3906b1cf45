-- The fingerprints of the states in `wanted` (revision_id), in no order.
SELECT revision_id, exact_hash, shingles, numbers, number_places, keys
FROM stored.fingerprints
SEMI JOIN wanted USING (revision_id)
