-- Announcements that were seen again. In steps of hours: at every poll it would double the table by dead rows.
UPDATE ops.sighting
SET last_seen_at = now()
WHERE entry_key_hash = any(%(entry_key_hashes)s) AND last_seen_at < now() - interval '6 hours'
