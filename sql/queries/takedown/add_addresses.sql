-- Addresses that another copy of the warehouse knows to be taken down.
INSERT INTO ops.taken_down (url_key_hash, takedown_id, article_id)
SELECT
    known.url_key_hash,
    %(takedown_id)s,
    a.article_id
FROM unnest(%(url_key_hashes)s::bytea[]) AS known (url_key_hash)
LEFT JOIN news.article AS a ON known.url_key_hash = a.url_key_hash
ON CONFLICT (url_key_hash, takedown_id) DO NOTHING
