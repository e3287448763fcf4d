-- Restrict a source, or revise why: no row where nobody knows the source.
INSERT INTO news.source_restriction AS r (source, reason, restricted_by, restricted_at)
SELECT
    known.name,
    %(reason)s,
    %(by)s,
    %(at)s
FROM (
    SELECT s.name FROM news.source AS s
    UNION
    SELECT f.feed_key FROM ops.feed AS f
) AS known
WHERE known.name = %(source)s
ON CONFLICT (source) DO UPDATE
    SET
        reason = excluded.reason,
        restricted_by = excluded.restricted_by,
        restricted_at = excluded.restricted_at
RETURNING r.source
