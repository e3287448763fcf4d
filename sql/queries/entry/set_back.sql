-- An entry that failed for a reason that may heal. Part of a transaction that holds the lease of its site.
UPDATE ops.entry
SET
    state = 'transient',
    failures = failures + 1,
    failing_since = CASE WHEN failures > 0 THEN coalesce(failing_since, now()) ELSE now() END,
    last_trouble = %(trouble)s,
    last_detail = %(detail)s,
    not_before = clock_timestamp() + make_interval(secs => %(wait_s)s)
WHERE entry_key_hash = %(entry_key_hash)s AND site = %(site)s
