-- Is this a login of an analyst? The owner may act as one and is none.
SELECT count(*) > 0 AS is_login
FROM pg_roles AS r
INNER JOIN pg_auth_members AS m ON r.oid = m.member
INNER JOIN pg_roles AS g ON m.roleid = g.oid
WHERE
    g.rolname = 'analyst'
    AND r.rolcanlogin
    AND r.rolname = %(login)s
    AND r.oid <> (SELECT c.relowner FROM pg_class AS c WHERE c.oid = 'news.article'::regclass)
