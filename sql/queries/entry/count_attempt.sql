-- Claimed entries: one that ends its reader every time is known by this count.
UPDATE ops.entry
SET attempts = attempts + 1
WHERE entry_key_hash = any(%(entry_key_hashes)s)
