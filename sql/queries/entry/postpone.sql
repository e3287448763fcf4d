-- Entries that were not tried after all: nothing counts against them.
UPDATE ops.entry
SET
    attempts = greatest(attempts - 1, 0),
    not_before = clock_timestamp() + make_interval(secs => %(wait_s)s)
WHERE entry_key_hash = any(%(entry_key_hashes)s) AND site = %(site)s
