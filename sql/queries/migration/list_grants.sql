-- The grants on these views and functions to others than their owner, as statements.
SELECT
    a.oid,
    format(
        'GRANT %%s ON %%s %%s TO %%s%%s',
        g.privilege_type,
        a.kind,
        a.identity,
        CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
        CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    ) AS statement
FROM (
    SELECT
        c.oid,
        'TABLE' AS kind,
        (pg_identify_object('pg_class'::regclass, c.oid, 0)).identity AS identity,
        c.relowner AS owner,
        c.relacl AS acl
    FROM pg_class AS c
    WHERE c.oid = any(%(oids)s::oid[])
    UNION ALL
    SELECT
        p.oid,
        'FUNCTION' AS kind,
        (pg_identify_object('pg_proc'::regclass, p.oid, 0)).identity AS identity,
        p.proowner AS owner,
        p.proacl AS acl
    FROM pg_proc AS p
    WHERE p.oid = any(%(oids)s::oid[])
) AS a
CROSS JOIN LATERAL aclexplode(a.acl) AS g
WHERE g.grantee <> a.owner
