-- From here to the end of the (sub)transaction with the rights of an analyst; no row where we may not act as one.
SELECT set_config('role', r.rolname, TRUE) AS role
FROM pg_catalog.pg_roles AS r
WHERE
    r.rolname = 'analyst'
    AND CASE
        WHEN current_setting('server_version_num')::integer >= 160000 THEN pg_has_role(r.oid, 'SET')
        ELSE pg_has_role(r.oid, 'MEMBER')
    END
