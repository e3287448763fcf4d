-- Entries that nobody could try for an outage of ours: nothing counts against them, and they wait for a quarter of the
-- time that it has lasted for them. Their first failure of their own begins anew, see entry/set_back.
UPDATE ops.entry
SET
    attempts = greatest(attempts - 1, 0),
    failing_since = coalesce(failing_since, now()),
    not_before = clock_timestamp() + least(
        greatest((now() - coalesce(failing_since, now())) / 4, make_interval(secs => %(least_s)s)),
        make_interval(secs => %(most_s)s)
    )
WHERE entry_key_hash = any(%(entry_key_hashes)s) AND site = %(site)s
