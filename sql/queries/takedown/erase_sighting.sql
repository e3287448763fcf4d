-- That something was announced stays, so that it is not new again; the hash of what it said goes.
UPDATE ops.sighting
SET content_hash = decode(repeat('00', 32), 'hex')
WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
