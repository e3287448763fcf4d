-- What depends on these views and functions directly, as DROP names it; a view also by its row type.
WITH reference AS (
    SELECT
        given.oid,
        given.oid AS of_oid
    FROM unnest(%(oids)s::oid[]) AS given (oid)
    UNION ALL
    SELECT
        c.reltype,
        c.oid
    FROM pg_class AS c
    WHERE c.oid = any(%(oids)s::oid[])
)

SELECT DISTINCT
    reference.of_oid,
    upper(found.type) || ' ' || found.identity AS name
FROM reference
INNER JOIN pg_depend AS d
    ON
        reference.oid = d.refobjid
        AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
        AND d.deptype IN ('n', 'a')
LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
CROSS JOIN LATERAL pg_identify_object(
    CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END, coalesce(r.ev_class, d.objid), 0
) AS found
WHERE coalesce(r.ev_class, d.objid) <> reference.of_oid
ORDER BY name
