-- Entries that have ended leave the queue, in the transaction that writes their dispositions.
DELETE FROM ops.entry
WHERE entry_key_hash = any(%(entry_key_hashes)s)
