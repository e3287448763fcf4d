-- Which of these files an earlier run has dealt with to the end, as they are now.
SELECT DISTINCT asked.ordinal
FROM
    unnest(%(file_hashes)s::bytea[], %(paths)s::text[], %(sizes)s::bigint[], %(mtimes)s::bigint[])
    WITH ORDINALITY AS asked (file_hash, path, size_bytes, mtime_ns, ordinal)
INNER JOIN ops.seed_file AS f
    ON
        asked.file_hash = f.file_hash
        AND asked.path = f.path
        AND asked.size_bytes = f.size_bytes
        AND asked.mtime_ns = f.mtime_ns
WHERE f.state <> 'planned'
