-- The first of these addresses that is taken down: its place, from 1, and the takedown that stands.
SELECT
    asked.place,
    t.takedown_id,
    t.decided_at
FROM unnest(%(url_key_hashes)s::bytea[]) WITH ORDINALITY AS asked (url_key_hash, place)
INNER JOIN ops.taken_down AS d ON asked.url_key_hash = d.url_key_hash
INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
WHERE t.lifted_at IS NULL
ORDER BY asked.place ASC, t.decided_at ASC
LIMIT 1
