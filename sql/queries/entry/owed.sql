-- Which of these entries are still in the queue. Whoever locks a row first ends it; the others find it gone.
SELECT entry_key_hash
FROM ops.entry
WHERE entry_key_hash = any(%(entry_key_hashes)s)
ORDER BY entry_key_hash
FOR UPDATE
