-- Every takedown, newest first, with how much it concerned; of one address where it is named.
SELECT
    t.takedown_id,
    t.kind,
    t.host,
    t.url_key_hash,
    t.source,
    t.since,
    t.until,
    t.reason,
    t.decided_by,
    t.decided_at,
    t.finished_at,
    t.lifted_at,
    t.lifted_by,
    (
        SELECT count(DISTINCT d.article_id) FROM ops.taken_down AS d WHERE d.takedown_id = t.takedown_id
    ) AS article_count
FROM ops.takedown AS t
WHERE
    %(url_key_hash)s::bytea IS NULL
    OR EXISTS (
        SELECT FROM ops.taken_down AS d WHERE d.takedown_id = t.takedown_id AND d.url_key_hash = %(url_key_hash)s
    )
ORDER BY t.decided_at DESC, t.takedown_id ASC
