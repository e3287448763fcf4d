-- Logins that are members of analyst, the owner apart, with what holds for them.
SELECT
    r.rolname AS login,
    r.rolconnlimit AS connections,
    coalesce(s.setconfig, '{}') AS settings
FROM pg_roles AS r
INNER JOIN pg_auth_members AS m ON r.oid = m.member
INNER JOIN pg_roles AS g ON m.roleid = g.oid
LEFT JOIN pg_db_role_setting AS s ON r.oid = s.setrole AND s.setdatabase = 0
WHERE
    g.rolname = 'analyst'
    AND r.rolcanlogin
    AND r.oid <> (SELECT c.relowner FROM pg_class AS c WHERE c.oid = 'news.article'::regclass)
ORDER BY r.rolname
