-- The rules of one origin, unless somebody has newer ones.
INSERT INTO ops.robots AS r (robots_url, host, site, standing, text, confirmed_at, tried_at, unreachable_since)
VALUES (
    %(robots_url)s, %(host)s, %(site)s, %(standing)s, %(text)s, %(confirmed_at)s, %(tried_at)s, %(unreachable_since)s
)
ON CONFLICT (robots_url) DO UPDATE
    SET
        standing = excluded.standing,
        text = excluded.text,
        confirmed_at = excluded.confirmed_at,
        tried_at = excluded.tried_at,
        unreachable_since = excluded.unreachable_since
    WHERE r.tried_at < excluded.tried_at
