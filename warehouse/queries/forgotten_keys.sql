-- What is not to be taken in again.
SELECT DISTINCT kind, key
FROM stored.forgotten_keys
