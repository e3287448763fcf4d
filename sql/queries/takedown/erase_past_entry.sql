-- What archives announced of the past; erase_disposition, which comes before this, needs it.
DELETE FROM ops.archive_entry
WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
