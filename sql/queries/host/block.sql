-- A host that wants to be left alone until then; a longer wish stays.
INSERT INTO ops.host AS h (host, site, blocked_until)
VALUES (%(host)s, %(site)s, %(until)s)
ON CONFLICT (host) DO UPDATE
    SET blocked_until = greatest(h.blocked_until, excluded.blocked_until)
