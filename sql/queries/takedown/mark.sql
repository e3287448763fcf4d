-- These addresses are erased.
UPDATE ops.taken_down AS d
SET
    erased_at = now(),
    article_id = coalesce(gone.article_id, d.article_id)
FROM unnest(%(url_key_hashes)s::bytea[], %(marked_ids)s::bigint[]) AS gone (url_key_hash, article_id)
WHERE d.takedown_id = %(takedown_id)s AND d.url_key_hash = gone.url_key_hash
