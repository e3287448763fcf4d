-- Which of these addresses, announced by these sources, are taken down? Their places, from 1.
SELECT asked.place
FROM unnest(%(url_key_hashes)s::bytea[], %(sources)s::text[]) WITH ORDINALITY AS asked (url_key_hash, source, place)
WHERE
    EXISTS (
        SELECT FROM ops.taken_down AS d
        INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
        WHERE d.url_key_hash = asked.url_key_hash AND t.lifted_at IS NULL
    )
    OR EXISTS (
        SELECT FROM ops.takedown AS t
        WHERE t.kind = 'source' AND t.source = asked.source AND t.lifted_at IS NULL
    )
