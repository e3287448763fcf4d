-- Which of these files an earlier run has refused for the same reason.
SELECT DISTINCT asked.ordinal
FROM unnest(%(file_hashes)s::bytea[], %(reasons)s::text[]) WITH ORDINALITY AS asked (file_hash, reason, ordinal)
INNER JOIN ops.seed_file AS f ON asked.file_hash = f.file_hash AND asked.reason = f.reason
WHERE f.state = 'rejected'
