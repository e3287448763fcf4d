-- The hashes of the addresses of a takedown.
SELECT url_key_hash
FROM ops.taken_down
WHERE takedown_id = %(takedown_id)s
ORDER BY url_key_hash
