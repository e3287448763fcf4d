-- Announcements as they came; beside erase_sighting, which leaves that they were made.
DELETE FROM raw.entry
WHERE entry_key_hash IN (
    SELECT s.entry_key_hash
    FROM ops.sighting AS s
    WHERE s.url_key_hash = any(%(url_key_hashes)s::bytea[])
)
